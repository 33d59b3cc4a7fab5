# client.pl VERB KEYS OWN AT: Perl's Crypt::SMIME, which takes whole mails.
use strict;
use warnings;
use Crypt::SMIME;

my ($verb, $keys, $own, $at) = @ARGV;

sub octets {
    my ($path) = @_;
    open(my $file, '<:raw', $path) or die $!;
    local $/;
    return scalar <$file>;
}

my $smime = Crypt::SMIME->new;
$smime->setPrivateKey(octets("$keys/$own.key"), octets("$keys/$own.pem"));
$smime->setPublicKey(octets("$keys/root.pem"));
my $out = $verb eq 'decrypt' ? $smime->decrypt(octets("$at/entity")) : $smime->check(octets("$at/entity"));
open(my $file, '>:raw', "$at/out") or die $!;
print $file $out;
close($file);
