# Ruby's Mail: reads messages from standard input, each behind its length in four octets, and answers each with a line.
require 'base64'
require 'digest'
require 'json'
require 'mail'

def encoded(text)
  Base64.strict_encode64(text.to_s.encode('UTF-8', invalid: :replace, undef: :replace))
end

def walk(part, answer)
  if part.multipart?
    part.parts.each { |each| walk(each, answer) }
  elsif part.mime_type == 'message/rfc822'
    walk(Mail.new(part.body.decoded), answer)
  else
    name = part.filename
    answer[:names] << encoded(name) if name
    if !part.attachment? && (part.main_type.nil? || part.main_type == 'text')
      answer[:shown] << encoded(part.decoded)
    else
      answer[:other] << encoded("#{part.mime_type.to_s.downcase} #{Digest::SHA256.hexdigest(part.body.decoded)[0, 16]}")
    end
  end
end

def read(octets)
  answer = { authors: [], shown: [], other: [], dates: [], subjects: [], names: [] }
  # As it came over the wire (RFC 5322, section 2.1): of octets with LF alone that are not ASCII, Mail makes no CRLF, and then finds no boundary.
  octets = octets.gsub("\n", "\r\n") unless octets.include?("\r")
  mail = Mail.new(octets)
  answer[:authors] = Array(mail.from).map { |each| encoded(each) }
  answer[:subjects] << encoded(mail.subject) if mail.subject
  answer[:dates] << encoded(mail.date.to_time.to_i) if mail.date.respond_to?(:to_time)
  walk(mail, answer)
  answer
end

$stdin.binmode
$stdout.sync = true
puts JSON.generate(version: encoded("Ruby Mail #{Mail::VERSION.version}"))
while (head = $stdin.read(4)) && head.size == 4
  octets = $stdin.read(head.unpack1('N'))
  begin
    line = read(octets)
  rescue StandardError => e
    line = { refused: encoded("#{e.class} #{e.message}") }
  end
  puts JSON.generate(line)
end
