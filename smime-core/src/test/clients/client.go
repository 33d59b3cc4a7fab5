// VERB KEYS OWN AT: smallstep's pkcs7, the branch of Mozilla's that is maintained.
package main

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"

	"github.com/smallstep/pkcs7"
)

func must[T any](value T, err error) T {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	return value
}

func block(path string) []byte {
	found, _ := pem.Decode(must(os.ReadFile(path)))
	return found.Bytes
}

func main() {
	verb, keys, own, at := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	message := must(pkcs7.Parse(must(os.ReadFile(at + "/cms"))))
	var out []byte
	if verb == "decrypt" {
		certificate := must(x509.ParseCertificate(block(keys + "/" + own + ".pem")))
		key := must(x509.ParsePKCS8PrivateKey(block(keys + "/" + own + ".key")))
		out = must(message.Decrypt(certificate, key.(crypto.PrivateKey)))
	} else {
		if verb == "detached" {
			message.Content = must(os.ReadFile(at + "/content"))
		}
		roots := x509.NewCertPool()
		roots.AddCert(must(x509.ParseCertificate(block(keys + "/root.pem"))))
		must(0, message.VerifyWithChain(roots))
		out = message.Content
	}
	must(0, os.WriteFile(at+"/out", out, 0o600))
}
