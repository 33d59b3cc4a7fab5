// pkijs.mjs MODULES: one layer by PKI.js, in the folder of modules, over the WebCrypto of Node.js. A job comes on standard input, and the answer goes out, as JSON.
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/here.js`);
const pkijs = require('pkijs');
pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle }));

const job = JSON.parse(readFileSync(0));
const octets = (base64) => new Uint8Array(Buffer.from(base64, 'base64')).buffer;
const base64 = (buffer) => Buffer.from(buffer).toString('base64');
const certificates = (list) => list.map((each) => pkijs.Certificate.fromBER(octets(each)));

function addresses(certificate) {
  const names = certificate.extensions?.find((each) => each.extnID === '2.5.29.17');
  return names ? names.parsedValue.altNames.filter((each) => each.type === 1).map((each) => each.value.toLowerCase()) : [];
}

async function verified(signed) {
  if (signed.signerInfos.length === 0) return signed.certificates?.length ? 'certificates' : 'not-trusted';
  let word = 'trusted';
  for (let signer = 0; signer < signed.signerInfos.length; signer++) {
    let verdict;
    try {
      verdict = await signed.verify({
        signer,
        trustedCerts: certificates(job.anchors),
        crls: job.crls.map((each) => pkijs.CertificateRevocationList.fromBER(octets(each))),
        checkDate: job.at ? new Date(job.at) : new Date(),
        checkChain: true,
        extendedMode: true,
        ...(job.content === undefined ? {} : { data: octets(job.content) }),
      });
    } catch (e) {
      verdict = { ...e, signatureVerified: e.signatureVerified ?? null };
    }
    if (verdict.signatureVerified === false) return 'broken';
    if (!verdict.signatureVerified || !verdict.signerCertificateVerified) word = 'not-trusted';
    else if (job.sender && !addresses(verdict.signerCertificate).includes(job.sender.toLowerCase())) word = 'untrusted';
  }
  return word;
}

async function decrypted(enveloped) {
  for (const [key, own] of job.keys) {
    for (let i = 0; i < enveloped.recipientInfos.length; i++) {
      try {
        return await enveloped.decrypt(i, { recipientCertificate: certificates([own])[0], recipientPrivateKey: octets(key) });
      } catch {
        continue;
      }
    }
  }
  throw new Error('no key opens it');
}

try {
  const info = pkijs.ContentInfo.fromBER(octets(job.cms));
  if (info.contentType === '1.2.840.113549.1.7.2') {
    const signed = new pkijs.SignedData({ schema: info.content });
    const content = signed.encapContentInfo.eContent;
    console.log(JSON.stringify({ word: await verified(signed), ...(content ? { content: base64(content.getValue()) } : {}) }));
  } else if (info.contentType === '1.2.840.113549.1.7.3') {
    console.log(JSON.stringify({ content: base64(await decrypted(new pkijs.EnvelopedData({ schema: info.content }))) }));
  } else {
    console.log(JSON.stringify({ lacks: info.contentType }));
  }
} catch (e) {
  console.log(JSON.stringify({ failed: String(e.message ?? e) }));
}
