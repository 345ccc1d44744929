/**
 * The playground inside the documentation: the same one as the demo's, mounted where its page is
 * shown in a browser, and closed when the visitor goes on.
 */
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue'

export const Playground = defineComponent({
  name: 'SeeklingPlayground',
  setup() {
    const root = ref()
    let close
    let isGone = false
    onMounted(async () => {
      const [{ mountPlayground }] = await Promise.all([
        import('../../../demo/playground/mount.ts'),
        import('../../../demo/playground/playground.css'),
      ])
      try {
        close = await mountPlayground(root.value)
      } catch (error) {
        root.value.textContent = String(error?.message ?? error)
      }
      if (isGone) close?.()
    })
    onBeforeUnmount(() => {
      isGone = true
      close?.()
    })
    return () => h('div', { ref: root, class: 'playground vp-raw' }, 'The engine is loaded …')
  },
})
