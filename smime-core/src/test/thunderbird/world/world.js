// What Thunderbird shows of a message, by the same converter that makes its message pane: an experiment (privileged) of an extension, for headless Thunderbird.
// Reads messages from standard input, each behind its length in four octets, and answers each with a line on standard output.
var { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
var { EnigmailVerify } = ChromeUtils.importESModule('chrome://openpgp/content/modules/mimeVerify.sys.mjs');
var { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');
var { NetUtil } = ChromeUtils.importESModule('resource://gre/modules/NetUtil.sys.mjs');

Cu.importGlobalProperties(['DOMParser', 'TextDecoder', 'TextEncoder', 'btoa']);

const HEADER = '.moz-header-part1, .moz-header-part2, .moz-header-part3';
const ATTACHMENTS = '.moz-mime-attachment-header, .mimeAttachmentHeader, .mimeAttachmentWrap, .moz-mime-attachment-wrap';
const TEXTS = '.moz-text-plain, .moz-text-flowed, .moz-text-html';

function encoded(text) {
  const octets = new TextEncoder().encode(text);
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** The page that Thunderbird would print: it has From as Thunderbird found it. */
function page(message) {
  return new Promise((resolve) => {
    const channel = NetUtil.newChannel({ uri: 'file:///message.eml?header=print', loadUsingSystemPrincipal: true });
    let page = '';
    const listener = {
      QueryInterface: ChromeUtils.generateQI(['nsIStreamListener', 'nsIRequestObserver']),
      onStartRequest() {},
      onDataAvailable(request, stream, offset, count) {
        const source = Cc['@mozilla.org/binaryinputstream;1'].createInstance(Ci.nsIBinaryInputStream);
        source.setInputStream(stream);
        page += source.readBytes(count);
      },
      onStopRequest() {
        resolve(Uint8Array.from(page, (c) => c.charCodeAt(0)));
      },
    };
    EnigmailVerify.unregisterPGPMimeHandler(); // as Thunderbird itself does before it shows S/MIME
    const converter = Cc['@mozilla.org/streamconv;1?from=message/rfc822&to=text/html'].createInstance(Ci.nsIStreamConverter);
    converter.asyncConvertData('message/rfc822', 'text/html', listener, channel);
    const octets = Cc['@mozilla.org/io/string-input-stream;1'].createInstance(Ci.nsIStringInputStream);
    octets.setByteStringData(message);
    converter.onStartRequest(channel);
    let status = Cr.NS_OK;
    try {
      converter.onDataAvailable(channel, octets, 0, message.length);
    } catch (e) {
      status = e.result; // what came before the failure is shown
    }
    converter.onStopRequest(channel, status);
  });
}

/** Whom Thunderbird takes for the authors, by the field that it shows so. */
function people(message, shown) {
  const header = message.split(/\r?\n\r?\n/, 1)[0].replace(/\r?\n(?=[ \t])/g, '');
  const fields = [...header.matchAll(/^from[ \t]*:(.*)$/gim)].map((match) => match[1].trim());
  const flat = (text) => text.replace(/\s+/g, ' ').trim();
  const chosen = fields.filter((each) => flat(MailServices.mimeConverter.decodeMimeHeader(each, null, false, true)) === flat(shown));
  const found = chosen.length
    ? chosen.flatMap((each) => MailServices.headerParser.parseEncodedHeader(each, null))
    : MailServices.headerParser.parseDecodedHeader(shown);
  return found.map((each) => each.email || each.name);
}

async function answer(message) {
  const html = new TextDecoder().decode(await page(message));
  const found = new DOMParser().parseFromString(html, 'text/html');
  const authors = [];
  const header = found.querySelector(HEADER);
  const dates = [];
  const subjects = [];
  for (const name of header ? header.querySelectorAll('.moz-header-display-name') : []) {
    const value = name.parentNode.textContent.slice(name.textContent.length).trim();
    if (name.textContent.trim() === 'From:') authors.push(...people(message, value));
    if (name.textContent.trim() === 'Subject:') subjects.push(value);
    // What it cannot read it shows as it stands.
    if (name.textContent.trim() === 'Date:' && /^\d+\/\d+\/\d+, /.test(value)) dates.push(String(Date.parse(value) / 1000));
  }
  // Without its own words for what has no name.
  const names = [...found.querySelectorAll('.moz-mime-attachment-file')].map((each) => each.textContent.trim()).filter((name) => !/^(attachment(\.\w+)?|Part [\d.]+|ForwardedMessage\.eml)$/.test(name));
  const other = [...found.querySelectorAll(ATTACHMENTS)].map((each) => each.textContent.trim());
  for (const each of found.querySelectorAll(`${HEADER}, ${ATTACHMENTS}, title`)) each.remove();
  const shown = [];
  for (const each of found.querySelectorAll(TEXTS)) {
    if (!each.parentNode.closest(TEXTS)) shown.push(each.textContent);
  }
  for (const each of found.querySelectorAll(TEXTS)) each.remove();
  const rest = found.documentElement.textContent.trim(); // outside of all texts
  if (rest) shown.push(rest);
  return Object.fromEntries(Object.entries({ authors, shown, other, dates, subjects, names }).map(([what, all]) => [what, all.map(encoded)]));
}

async function serve() {
  const input = Cc['@mozilla.org/network/file-input-stream;1'].createInstance(Ci.nsIFileInputStream);
  const output = Cc['@mozilla.org/network/file-output-stream;1'].createInstance(Ci.nsIFileOutputStream);
  input.init(new FileUtils.File('/dev/stdin'), 1, 0, 0);
  output.init(new FileUtils.File('/dev/stdout'), 2, 0, 0);
  const messages = Cc['@mozilla.org/binaryinputstream;1'].createInstance(Ci.nsIBinaryInputStream);
  messages.setInputStream(input);
  const say = (line) => {
    const text = JSON.stringify(line) + '\n';
    output.write(text, text.length);
  };
  say({ version: encoded(`Thunderbird ${Services.appinfo.version}`) });
  for (;;) {
    let message;
    try {
      message = messages.readBytes(messages.read32());
    } catch (e) {
      Services.startup.quit(Ci.nsIAppStartup.eForceQuit); // the input ended
      return;
    }
    try {
      say(await answer(message));
    } catch (e) {
      say({ refused: encoded(String(e)) });
    }
    await new Promise((resolve) => Services.tm.dispatchToMainThread(resolve)); // what waits for the main thread has its turn
  }
}

this.world = class extends ExtensionCommon.ExtensionAPI {
  getAPI() {
    return { world: { serve } };
  }
};
