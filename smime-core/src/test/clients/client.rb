# client.rb VERB KEYS OWN AT: Ruby's OpenSSL::PKCS7.
require 'openssl'

verb, keys, own, at = ARGV
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
