// mailparser. The texts are those of which it makes mail.text and mail.html, before it joins and converts them.
import { readFileSync } from 'node:fs';
import { MailParser } from 'mailparser';

const manifest = new URL('../node_modules/mailparser/package.json', import.meta.url);
export const version = `mailparser ${JSON.parse(readFileSync(manifest)).version}`;

function people(list, answer) {
  for (const each of list || []) {
    if (each.group) people(each.group, answer);
    else answer.author(each.name, each.address);
  }
}

function texts(node, answer) {
  if (node.textContent) answer.text(node.textContent);
  for (const child of node.children) texts(child, answer);
}

export function read(octets, answer) {
  return new Promise((resolve, reject) => {
    const parser = new MailParser({ skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
    parser.on('error', reject);
    parser.on('headers', (headers) => {
      people((headers.get('from') || {}).value, answer);
      answer.subject(headers.get('subject'));
      [headers.get('authentication-results')].flat().forEach((each) => answer.result(each));
      // The present time where it cannot read the field.
      if (headers.has('date')) answer.date(headers.get('date'));
    });
    parser.on('data', (data) => {
      if (data.type !== 'attachment') return;
      answer.name(data.filename);
      const chunks = [];
      data.content.on('data', (chunk) => chunks.push(chunk));
      data.content.on('end', () => {
        answer.file(data.contentType, Buffer.concat(chunks));
        data.release();
      });
    });
    parser.on('end', () => {
      texts(parser.tree, answer);
      resolve();
    });
    parser.end(octets);
  });
}
