/** VitePress's own theme with the fonts of the visitor's system, and the colours of Seekling. */
import Theme from 'vitepress/theme-without-fonts'
import './style.css'

export default Theme
