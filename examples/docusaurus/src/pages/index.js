/** The first page. */
import Link from '@docusaurus/Link'
import Layout from '@theme/Layout'
import { createElement } from 'react'

export default function Home() {
  const link = createElement(Link, { to: '/guide/moorings' }, 'Begin with the moorings')
  const heading = createElement('h1', { key: 'heading' }, 'Harbour handbook')
  return createElement(Layout, null, createElement('main', { className: 'container margin-vert--lg' }, heading, link))
}
