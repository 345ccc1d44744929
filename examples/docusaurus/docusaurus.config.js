/** A site in two languages. Its search is one line: `themes`. */
export default {
  title: 'Harbour handbook',
  url: 'https://harbour.example',
  baseUrl: '/',
  i18n: { defaultLocale: 'en', locales: ['en', 'de'] },
  presets: [['classic', { docs: { routeBasePath: 'guide' }, blog: { showReadingTime: false } }]],
  themeConfig: { navbar: { title: 'Harbour handbook', items: [{ to: '/guide/moorings', label: 'Guide' }] } },
  themes: ['seekling/docusaurus'],
}
