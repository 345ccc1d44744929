/** A site of several pages. Its search is one line: `plugins`. */
import seekling from 'seekling/vite'

export default {
  appType: 'mpa',
  plugins: [seekling()],
  build: { rolldownOptions: { input: ['index.html', 'guide/index.html', 'guide/lights.html'] } },
}
