// Thunderbird's jsmime, out of the archive that Thunderbird is installed with.
import { execFileSync, spawnSync } from 'node:child_process';

const folder = '/usr/share/thunderbird';
// Thunderbird's archive has its list of files at the front: unzip says so, and ends with 1 or 2.
const source = spawnSync('unzip', ['-p', `${folder}/omni.ja`, 'modules/jsmime/jsmime.mjs'], { maxBuffer: 1 << 24 }).stdout;
const { jsmime } = await import(`data:text/javascript;base64,${source.toString('base64')}`);
export const version = execFileSync('thunderbird', ['--version'], { encoding: 'utf8' }).trim().replace('Mozilla ', '') + ' (jsmime)';

const { MimeParser, headerparser } = jsmime;

function people(list, answer) {
  for (const each of list) {
    if (each.group) people(each.group, answer);
    else answer.author(each.name, each.email);
  }
}

export function read(octets, answer) {
  const parts = new Map();
  const emitter = {
    startPart(number, headers) {
      parts.set(number, { headers, data: '' });
    },
    deliverPartData(number, data) {
      parts.get(number).data += data;
    },
  };
  const parser = new MimeParser(emitter, {
    bodyformat: 'decode',
    strformat: 'unicode',
    onerror(e) {
      throw e;
    },
  });
  parser.deliverData(octets.toString('latin1'));
  parser.deliverEOF();
  // As Thunderbird reads From: MimeParser.parseHeaderField with HEADER_ADDRESS and all of the options.
  for (const value of parts.get('').headers.getRawHeader('from') || []) {
    people(headerparser.parseAddressingHeader(headerparser.convert8BitHeader(value), true), answer);
  }
  const root = parts.get('').headers;
  answer.subject(root.has('subject') ? root.get('subject') : undefined);
  answer.date(root.has('date') ? root.get('date') : undefined);
  for (const { headers, data } of parts.values()) {
    const { mediatype, type } = headers.contentType;
    if (mediatype === 'multipart' || type === 'message/rfc822') continue;
    const disposition = headers.has('content-disposition') ? headers.get('content-disposition') : '';
    answer.name((disposition.get && disposition.get('filename')) || headers.contentType.get('name'));
    const attached = /^\s*attachment\s*(;|$)/i.test(disposition.preSemi || String(disposition));
    if (mediatype === 'text' && !attached) answer.text(data);
    else answer.other.push(type); // its octets went through a decoder of text
  }
}
