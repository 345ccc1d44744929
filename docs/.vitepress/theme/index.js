/** VitePress's own theme with the fonts of the visitor's system, and the colours of Seekling. */
import Theme from 'vitepress/theme-without-fonts'
import { Playground } from './Playground.js'
import './style.css'

export default {
  extends: Theme,
  enhanceApp: ({ app }) => app.component('Playground', Playground),
}
