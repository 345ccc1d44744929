/** Documentation on Starlight. Its search is one line: `plugins`. */
import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import seekling from 'seekling/starlight'

export default defineConfig({
  integrations: [
    starlight({
      title: 'Harbour handbook',
      sidebar: [{ label: 'Guide', items: ['guide/moorings', 'guide/lights'] }],
      plugins: [seekling()],
    }),
  ],
})
