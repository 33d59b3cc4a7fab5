// Copies the pages of the repository, and what they link to, to where the site is built from.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = fileURLToPath(new URL('pages', import.meta.url))

const folders = ['.', 'docs', 'src-test-vectors']
for (const parent of ['.', 'examples']) {
  for (const entry of readdirSync(join(root, parent), { withFileTypes: true })) {
    if (entry.isDirectory() && (parent === 'examples' || entry.name.startsWith('smime-'))) {
      folders.push(join(parent, entry.name))
    }
  }
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile()
}

/** The link of the site that corresponds to a link of the repository. */
function link(folder, href) {
  if (/^(#|\/|[a-z]+:)/.test(href)) {
    return href
  }
  const [path, anchor] = href.split('#')
  if (extname(path) === '.md') {
    return path.replace(/(^|\/)README\.md$/, '$1index.md') + (anchor ? `#${anchor}` : '')
  }
  const file = resolve(root, folder, path)
  if (!isFile(file)) {
    return href
  }
  // A browser shows text, and saves what it does not know.
  const place = relative(root, file) + (/\.(png|svg)$/.test(file) ? '' : '.txt')
  const copy = join(pages, 'public', place)
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(file, copy)
  return posix.join('/', place)
}

/** What programs make of the test kit, from the recorded results. */
function kitTable() {
  execFileSync('python3', [join(root, 'src-test-vectors', 'table.py'), join(pages, 'src-test-vectors')], { stdio: 'inherit' })
}

const api = join(root, 'smime-core', 'target', 'reports', 'apidocs')
if (!existsSync(join(api, 'index.html'))) {
  throw new Error(`${api} is empty: build it with "mvn -Psite -Dmaven.test.skip -pl site -am package"`)
}

rmSync(pages, { recursive: true, force: true })
cpSync(api, join(pages, 'public', 'api'), { recursive: true })
for (const folder of folders) {
  for (const name of readdirSync(join(root, folder)).filter((each) => each.endsWith('.md'))) {
    const text = readFileSync(join(root, folder, name), 'utf8')
    const page = join(pages, folder, name === 'README.md' ? 'index.md' : name)
    mkdirSync(dirname(page), { recursive: true })
    writeFileSync(page, text.replace(/\]\(([^)\s]+)\)/g, (_, href) => `](${link(folder, href)})`))
  }
}
kitTable()
