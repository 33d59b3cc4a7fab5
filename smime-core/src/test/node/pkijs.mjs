// PKI.js over the WebCrypto of Node.js.
import * as asn1js from 'asn1js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { webcrypto } from 'node:crypto';
import * as pkijs from 'pkijs';

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle }));

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const DATA = '1.2.840.113549.1.7.1';

function octets(base64) {
  const buffer = Buffer.from(base64, 'base64');
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
}

const list = (value) => (value ? value.split(',').map(octets) : []);
const certificate = (der) => pkijs.Certificate.fromBER(der);

export function version() {
  const entry = createRequire(import.meta.url).resolve('pkijs');
  return JSON.parse(readFileSync(entry.replace(/(.*node_modules.pkijs).*/, '$1/package.json'))).version;
}

function webAlgorithm(job) {
  switch (job.family) {
    case 'rsa-pkcs1':
      return { name: 'RSASSA-PKCS1-v1_5', hash: job.hash };
    case 'rsa-pss':
      return { name: 'RSA-PSS', hash: job.hash };
    case 'ecdsa':
      return { name: 'ECDSA', namedCurve: job.curve };
    case 'ed25519':
      return { name: 'Ed25519' };
    default:
      throw new Error(`no ${job.family}`);
  }
}

function attribute(type, value) {
  return new pkijs.Attribute({ type, values: [value] });
}

export async function sign(job) {
  const content = octets(job.content);
  const own = certificate(octets(job.certificate));
  const algorithm = webAlgorithm(job);
  const key = await webcrypto.subtle.importKey('pkcs8', octets(job.key), algorithm, false, ['sign']);
  const signer = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
  });
  if (job.attributes === 'true') {
    const digest = await webcrypto.subtle.digest(job.hash, content);
    signer.signedAttrs = new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: [
        attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: DATA })),
        attribute('1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: new Date() })),
        attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: digest })),
      ],
    });
  }
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: DATA }),
    signerInfos: [signer],
    certificates: [own, ...list(job.chain).map(certificate)],
  });
  if (job.detached !== 'true') {
    signed.encapContentInfo.eContent = new asn1js.OctetString({ valueHex: content });
  }
  await signed.sign(key, 0, job.hash, content);
  return contentInfo(SIGNED_DATA, signed.toSchema(true));
}

function contentInfo(contentType, content) {
  return new pkijs.ContentInfo({ contentType, content }).toSchema().toBER(false);
}

export async function verify(job) {
  const info = pkijs.ContentInfo.fromBER(octets(job.message));
  const signed = new pkijs.SignedData({ schema: info.content });
  if (signed.signerInfos.length !== Number(job.signers)) {
    throw new Error(`${signed.signerInfos.length} signers`);
  }
  for (let i = 0; i < signed.signerInfos.length; i++) {
    const verdict = await signed.verify({
      signer: i,
      trustedCerts: [certificate(octets(job.root))],
      checkChain: true,
      extendedMode: true,
      ...(job.detached === 'true' ? { data: octets(job.content) } : {}),
    });
    if (!verdict.signatureVerified || !verdict.signerCertificateVerified) {
      throw new Error(verdict.message || 'not verified');
    }
  }
  return job.detached === 'true' ? octets(job.content) : signed.encapContentInfo.eContent.getValue();
}

export async function encrypt(job) {
  const enveloped = new pkijs.EnvelopedData();
  if (job.management === 'KEK') {
    enveloped.addRecipientByPreDefinedData(
      octets(job.kek),
      {
        keyIdentifier: octets(job.kekIdentifier),
        keyEncryptionAlgorithm: { name: 'AES-KW', length: Number(job.length) },
      },
      1,
    );
  } else if (job.management === 'PASSWORD') {
    enveloped.addRecipientByPreDefinedData(octets(job.password), {}, 2);
  } else {
    for (const recipient of list(job.certificate).map(certificate)) {
      enveloped.addRecipientByCertificate(recipient, {
        useOAEP: job.management === 'RSA_OAEP',
        ...(job.hash ? { oaepHashAlgorithm: job.hash, kdfAlgorithm: job.hash } : {}),
        kekEncryptionLength: Number(job.length),
      });
    }
  }
  await enveloped.encrypt({ name: job.cipher, length: Number(job.length) }, octets(job.content));
  return contentInfo(ENVELOPED_DATA, enveloped.toSchema());
}

export async function decrypt(job) {
  const info = pkijs.ContentInfo.fromBER(octets(job.message));
  if (info.contentType !== ENVELOPED_DATA) {
    throw new Error(`no content type ${info.contentType}`);
  }
  const enveloped = new pkijs.EnvelopedData({ schema: info.content });
  const secrets = {
    KEK: { preDefinedData: octets(job.kek) },
    PASSWORD: { preDefinedData: octets(job.password) },
  };
  const secret = secrets[job.management] ?? {
    recipientCertificate: certificate(octets(job.certificate)),
    recipientPrivateKey: octets(job.key),
  };
  let failure = new Error('no recipients');
  for (let i = 0; i < enveloped.recipientInfos.length; i++) {
    try {
      return await enveloped.decrypt(i, secret);
    } catch (e) {
      failure = e;
    }
  }
  throw failure;
}
