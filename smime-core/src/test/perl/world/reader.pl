# Perl's MIME::Parser, with Mail::Address and Date::Parse: reads messages from standard input, each behind its length in four octets, and answers each with a line.
use strict;
use warnings;
use Date::Parse;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode encode find_encoding);
use JSON::PP;
use Mail::Address;
use MIME::Base64;
use MIME::Parser;
use MIME::WordDecoder;

sub encoded {
    my ($text) = @_;
    return encode_base64(utf8::is_utf8($text) ? encode('UTF-8', $text) : $text, '');
}

sub value {
    my ($head, $name) = @_;
    my $value = $head->get($name, 0);
    return undef unless defined $value;
    chomp($value);
    return $value;
}

sub walk {
    my ($entity, $answer) = @_;
    if ($entity->parts) {
        walk($_, $answer) for $entity->parts;
        return;
    }
    my $body = $entity->bodyhandle;
    my $octets = $body ? $body->as_string : '';
    my $type = lc($entity->effective_type);
    my $disposition = lc($entity->head->mime_attr('content-disposition') // '');
    my $name = $entity->head->recommended_filename;
    push @{$answer->{names}}, encoded($name) if defined $name && length $name;
    if ($type =~ m{^text/} && $disposition ne 'attachment') {
        my $charset = find_encoding($entity->head->mime_attr('content-type.charset') // 'utf-8') // find_encoding('iso-8859-1');
        push @{$answer->{shown}}, encoded($charset->decode($octets));
    } else {
        push @{$answer->{other}}, encoded($type . ' ' . substr(sha256_hex($octets), 0, 16));
    }
}

sub reading {
    my ($octets) = @_;
    my $answer = { authors => [], shown => [], other => [], dates => [], subjects => [], names => [] };
    my $parser = MIME::Parser->new;
    $parser->output_to_core(1);
    $parser->tmp_to_core(1);
    $parser->extract_nested_messages('NEST');
    my $entity = $parser->parse_data($octets);
    my $head = $entity->head;
    for my $each (Mail::Address->parse(value($head, 'From') // '')) {
        push @{$answer->{authors}}, encoded($each->address // $each->phrase // '');
    }
    my $subject = value($head, 'Subject');
    push @{$answer->{subjects}}, encoded($subject =~ /[^ -~\s]/ ? $subject : mime_to_perl_string($subject)) if defined $subject;
    my $date = str2time(value($head, 'Date') // '');
    push @{$answer->{dates}}, encoded(int($date)) if defined $date;
    walk($entity, $answer);
    return $answer;
}

binmode(STDIN);
$| = 1;
local $SIG{__WARN__} = sub { };
MIME::WordDecoder->default(MIME::WordDecoder->supported('UTF-8'));
print encode_json({ version => encoded('Perl MIME::Parser ' . MIME::Parser->VERSION) }), "\n";
while (read(STDIN, my $length, 4) == 4) {
    read(STDIN, my $octets, unpack('N', $length));
    my $line = eval { reading($octets) } // { refused => encoded($@ || 'nothing') };
    print encode_json($line), "\n";
}
