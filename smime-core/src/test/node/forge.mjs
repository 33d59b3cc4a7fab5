// node-forge: signs, encrypts and decrypts; it has no verification of signatures.
import forge from 'node-forge';
import { createRequire } from 'node:module';

const { asn1, pkcs7, pki, util } = forge;

const binary = (base64) => Buffer.from(base64, 'base64').toString('binary');
const certificate = (base64) => pki.certificateFromAsn1(asn1.fromDer(binary(base64)));
const privateKey = (base64) => pki.privateKeyFromAsn1(asn1.fromDer(binary(base64)));
const der = (message) => Buffer.from(asn1.toDer(message.toAsn1()).getBytes(), 'binary');

export function version() {
  return createRequire(import.meta.url)('node-forge/package.json').version;
}

export function sign(job) {
  const digest = forge.pki.oids[job.hash.toLowerCase().replace('-', '')];
  if (job.family !== 'rsa-pkcs1' || !digest) {
    throw new Error(`no ${job.family} with ${job.hash}`);
  }
  const message = pkcs7.createSignedData();
  message.content = util.createBuffer(binary(job.content));
  const own = certificate(job.certificate);
  message.addCertificate(own);
  message.addSigner({
    key: privateKey(job.key),
    certificate: own,
    digestAlgorithm: digest,
    authenticatedAttributes:
      job.attributes === 'true'
        ? [
            { type: pki.oids.contentType, value: pki.oids.data },
            { type: pki.oids.messageDigest },
            { type: pki.oids.signingTime, value: new Date() },
          ]
        : [],
  });
  message.sign({ detached: job.detached === 'true' });
  return der(message);
}

export function encrypt(job) {
  const cipher = pki.oids[job.forgeCipher];
  if (job.management !== 'RSA_PKCS1' || !cipher) {
    throw new Error(`no ${job.management} with ${job.forgeCipher}`);
  }
  const message = pkcs7.createEnvelopedData();
  for (const recipient of job.certificate.split(',')) {
    message.addRecipient(certificate(recipient));
  }
  message.content = util.createBuffer(binary(job.content));
  message.encrypt(undefined, cipher);
  return der(message);
}

export function decrypt(job) {
  const message = pkcs7.messageFromAsn1(asn1.fromDer(binary(job.message)));
  const recipient = message.findRecipient(certificate(job.certificate));
  if (!recipient) {
    throw new Error('no recipient');
  }
  message.decrypt(recipient, privateKey(job.key));
  return Buffer.from(message.content.getBytes(), 'binary');
}
