/**
 * Opens and closes the place of the queue panel: beside the results where there is room, behind its
 * button on narrow screens.
 */
import { byId } from './dom.ts'

const wide = matchMedia('(min-width: 62rem)')

export function connectQueueDrawer(): void {
  const toggle = byId<HTMLButtonElement>('queue-toggle')
  toggle.addEventListener('click', () => setQueueOpen(toggle.getAttribute('aria-expanded') !== 'true'))
  wide.addEventListener('change', () => setQueueOpen(wide.matches))
  document.addEventListener('keydown', (event) => {
    const inside = event.target instanceof Node && byId('queue').contains(event.target)
    if (event.key !== 'Escape' || wide.matches || !inside) return
    setQueueOpen(false)
    toggle.focus()
  })
  setQueueOpen(wide.matches)
}

export function setQueueOpen(open: boolean): void {
  document.documentElement.classList.toggle('queue-open', open)
  byId('queue-toggle').setAttribute('aria-expanded', String(open))
}
