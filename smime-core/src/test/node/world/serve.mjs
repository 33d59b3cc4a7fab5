// node serve.mjs mailparser|postal-mime|jsmime: reads messages from standard input, each behind its length in four octets, and answers each with a line.
// An answer has the authors, the date in seconds, the subject, the texts that would be shown, the names of files, and of all other parts the type with a digest of the content.
import { createHash } from 'node:crypto';

class Answer {
  authors = [];
  shown = [];
  other = [];
  dates = [];
  subjects = [];
  names = [];
  results = [];

  author(name, address) {
    if (name || address) this.authors.push(address || name);
  }

  text(text) {
    this.shown.push(text);
  }

  /** Of a Date, or of what it is made of. */
  date(date) {
    const time = date && new Date(date).getTime();
    if (time || time === 0) this.dates.push(String(Math.floor(time / 1000)));
  }

  subject(text) {
    if (text !== undefined && text !== null) this.subjects.push(text);
  }

  result(text) {
    if (text) this.results.push(text);
  }

  name(text) {
    if (text) this.names.push(text);
  }

  file(type, octets) {
    this.other.push(`${String(type).toLowerCase()} ${createHash('sha256').update(octets).digest('hex').slice(0, 16)}`);
  }
}

/** Some parsers never end for some messages. */
function inTime(reading) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it does not end')), 10000);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}

const encoded = (text) => Buffer.from(String(text)).toString('base64');

const { version, read } = await import(`./${process.argv[2]}.mjs`);
process.stdout.write(JSON.stringify({ version: encoded(version) }) + '\n');

let waiting = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  waiting = waiting.length ? Buffer.concat([waiting, chunk]) : chunk;
  let at = 0;
  while (waiting.length - at >= 4 && waiting.length - at - 4 >= waiting.readUInt32BE(at)) {
    const end = at + 4 + waiting.readUInt32BE(at);
    const answer = new Answer();
    let line;
    try {
      await inTime(read(waiting.subarray(at + 4, end), answer));
      line = Object.fromEntries(Object.entries(answer).map(([what, found]) => [what, found.map(encoded)]));
    } catch (e) {
      line = { refused: encoded((e && e.stack) || e) }; // a reader that fails shows nothing
    }
    process.stdout.write(JSON.stringify(line) + '\n');
    at = end;
  }
  waiting = waiting.subarray(at);
}
