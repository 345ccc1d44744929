/** A site in two languages. Its search is one line: `vite`. */
import seekling from 'seekling/vitepress'

export default {
  title: 'Harbour handbook',
  description: 'For those who keep a harbour.',
  srcExclude: ['README.md'],
  locales: { root: { label: 'English', lang: 'en' }, de: { label: 'Deutsch', lang: 'de' } },
  themeConfig: { sidebar: { '/': [{ text: 'Guide', link: '/guide/moorings' }] } },
  vite: { plugins: [seekling()] },
}
