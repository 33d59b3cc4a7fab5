// node peer.mjs pkijs|forge: serves one line of standard input after the other.
// A job is fields "name=value" between tabs, of which "verb" names a function of the peer; the answer is "ok" or "no", a tab, and Base64.
import { createInterface } from 'node:readline';

const peer = await import(`./${process.argv[2]}.mjs`);

function parse(line) {
  const job = {};
  for (const field of line.split('\t')) {
    const at = field.indexOf('=');
    job[field.slice(0, at)] = field.slice(at + 1);
  }
  return job;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const job = parse(line);
    if (typeof peer[job.verb] !== 'function') {
      throw new Error(`no ${job.verb}`);
    }
    answer = `ok\t${Buffer.from(await peer[job.verb](job)).toString('base64')}`;
  } catch (e) {
    answer = `no\t${Buffer.from(String((e && e.message) || e)).toString('base64')}`;
  }
  process.stdout.write(answer + '\n');
}
