// postal-mime. The texts are those of which it makes email.text and email.html, before it joins them.
import { readFileSync } from 'node:fs';
import PostalMime from 'postal-mime';

const manifest = new URL('../node_modules/postal-mime/package.json', import.meta.url);
export const version = `postal-mime ${JSON.parse(readFileSync(manifest)).version}`;

export async function read(octets, answer) {
  const parser = new PostalMime();
  const email = await parser.parse(octets);
  for (const each of email.from ? email.from.group || [email.from] : []) {
    answer.author(each.name, each.address);
  }
  answer.subject(email.subject);
  answer.date(email.date);
  for (const entry of parser.textMap.values()) {
    for (const item of [...(entry.plain || []), ...(entry.html || [])]) {
      if (item.type === 'text') answer.text(item.value);
    }
  }
  for (const each of email.attachments) {
    answer.name(each.filename);
    answer.file(each.mimeType, Buffer.from(each.content));
  }
}
