import { defineConfig } from 'vitepress'

const guide = [
  {
    text: 'Read',
    items: [
      { text: 'Reading mail', link: '/docs/reading' },
      { text: 'Why a signature is not trusted', link: '/docs/verification' },
      { text: 'Codes', link: '/docs/codes' },
      { text: 'Archives', link: '/docs/archives' },
      { text: 'Mailboxes', link: '/docs/mailboxes' },
    ],
  },
  {
    text: 'Write',
    items: [
      { text: 'Writing mail', link: '/docs/writing' },
      { text: 'Policies', link: '/docs/policies' },
      { text: 'Outlook and Apple Mail', link: '/docs/outlook' },
      { text: 'Interoperability', link: '/docs/interop' },
      { text: 'Algorithms', link: '/docs/interop-algorithms' },
      { text: "Recipients' certificates", link: '/docs/recipients' },
      { text: 'Attributes', link: '/docs/attributes' },
    ],
  },
  {
    text: 'Keys',
    items: [
      { text: 'Keys', link: '/docs/keys' },
      { text: "A company's keys", link: '/docs/moving-keys' },
    ],
  },
  {
    text: 'Use it in',
    items: [
      { text: 'The command line', link: '/smime-cli/' },
      { text: 'Integrations', link: '/docs/integrations' },
      { text: 'LDAP', link: '/smime-ldap/' },
      { text: 'Apache Tika', link: '/smime-tika/' },
      { text: 'Apache James', link: '/smime-james/' },
      { text: 'AS2', link: '/smime-as2/' },
      { text: 'Tests', link: '/smime-testing/' },
      { text: 'Spring Boot', link: '/smime-spring-boot-starter/' },
      { text: 'A mail client', link: '/examples/mail-client/' },
      { text: 'Apache Spark', link: '/docs/spark' },
      { text: 'Android', link: '/docs/android' },
      { text: 'Operating', link: '/docs/operating' },
      { text: 'Migration', link: '/docs/migration' },
    ],
  },
  {
    text: 'Review',
    items: [
      { text: 'Security', link: '/SECURITY' },
      { text: 'Support', link: '/SUPPORT' },
      { text: 'Threats', link: '/docs/threats' },
      { text: 'Assurance', link: '/docs/assurance' },
      { text: 'Standards', link: '/docs/standards' },
      { text: 'Speed', link: '/smime-benchmarks/RESULTS' },
      { text: 'The test kit', link: '/src-test-vectors/' },
      { text: 'Programs and the kit', link: '/src-test-vectors/kit' },
      { text: 'Contributing', link: '/CONTRIBUTING' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
  },
]

export default defineConfig({
  title: 'smime4j',
  description: 'S/MIME for Java: reads old mail, explains its verdicts, safe by default.',
  lang: 'en',
  srcDir: 'pages',
  outDir: '../target/site',
  cacheDir: '../target/site-cache',
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/docs/' },
      { text: 'API', link: '/api/index.html', target: '_self' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: guide,
    outline: [2, 3],
  },
})
