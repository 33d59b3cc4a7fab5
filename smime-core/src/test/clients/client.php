<?php
// client.php VERB KEYS OWN AT: PHP's functions openssl_pkcs7_*, which take whole mails.
[, $verb, $keys, $own, $at] = $argv;
if ($verb === 'decrypt') {
    $good = openssl_pkcs7_decrypt("$at/entity", "$at/out", "file://$keys/$own.pem", "file://$keys/$own.key");
} else {
    $good = openssl_pkcs7_verify("$at/entity", 0, "$at/signers", ["$keys/root.pem"], "$keys/root.pem", "$at/out") === true;
}
if (!$good) {
    fwrite(STDERR, openssl_error_string() . "\n");
    exit(1);
}
