# client.rb VERB KEYS OWN AT: Ruby's OpenSSL::PKCS7.
require 'openssl'

verb, keys, own, at = ARGV
if verb == 'write'
  key = OpenSSL::PKey.read(File.read("#{keys}/#{own}.key"))
  certificate = OpenSSL::X509::Certificate.new(File.read("#{keys}/#{own}.pem"))
  issuing = OpenSSL::X509::Certificate.new(File.read("#{keys}/issuing.pem"))
  plain = File.binread("#{at}/plain")
  signed = OpenSSL::PKCS7.write_smime(OpenSSL::PKCS7.sign(certificate, key, plain, [issuing], OpenSSL::PKCS7::DETACHED), plain)
  File.binwrite("#{at}/out", OpenSSL::PKCS7.write_smime(OpenSSL::PKCS7.encrypt([certificate], signed, OpenSSL::Cipher.new('aes-256-cbc'))))
  exit
end
message = OpenSSL::PKCS7.new(File.binread("#{at}/cms"))
if verb == 'decrypt'
  key = OpenSSL::PKey.read(File.read("#{keys}/#{own}.key"))
  File.binwrite("#{at}/out", message.decrypt(key, OpenSSL::X509::Certificate.new(File.read("#{keys}/#{own}.pem")), OpenSSL::PKCS7::BINARY))
else
  store = OpenSSL::X509::Store.new
  store.add_file("#{keys}/root.pem")
  store.purpose = OpenSSL::X509::PURPOSE_SMIME_SIGN
  content = verb == 'detached' ? File.binread("#{at}/content") : nil
  abort(message.error_string || 'not verified') unless message.verify([], store, content, OpenSSL::PKCS7::BINARY)
  File.binwrite("#{at}/out", message.data)
end
