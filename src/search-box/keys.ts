/** The keys of a combobox, as the ARIA Authoring Practices have them. */
import type { Panel } from './panel.ts'

export interface KeyActions {
  readonly close: () => void
  readonly expand: () => void
  readonly isOpen: () => boolean
}

/**
 * Home and End go to the first and last option while one goes through options, and to the ends of
 * the text while one writes.
 */
export function followKeys(panel: Panel, { close, expand, isOpen }: KeyActions): void {
  let isChoosing = false
  const leave = () => {
    isChoosing = false
    return false
  }
  panel.input.addEventListener('input', leave)
  panel.input.addEventListener('focus', leave)
  const keys: Readonly<Record<string, (event: KeyboardEvent) => boolean>> = {
    ArrowDown: () => go(1),
    ArrowUp: () => go(-1),
    Home: () => isChoosing && jump(0),
    End: () => isChoosing && jump(Number.MAX_SAFE_INTEGER),
    ArrowLeft: leave,
    ArrowRight: leave,
    Enter: (event) => {
      if (isOpen() && panel.active && !panel.isOld) press(panel.active, event)
      // A form around the box is not sent by choosing.
      return true
    },
  }
  const go = (by: 1 | -1) => {
    const isClosed = !isOpen()
    if (isClosed) expand()
    else panel.move(by)
    isChoosing = true
    return true
  }
  const jump = (index: number) => {
    panel.activate(index)
    return true
  }
  panel.input.addEventListener('keydown', (event) => {
    // Those of an input method are its own; Safari ends a composition before it tells of Enter.
    if (event.isComposing || event.keyCode === 229) return
    if (keys[event.key]?.(event)) event.preventDefault()
  })
  for (const part of [panel.field, ...panel.below]) {
    part.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      event.stopPropagation()
      panel.input.focus()
      close()
    })
  }
}

/** A click with the same modifiers: Control or Command opens a new tab, Shift a window. */
function press(option: HTMLElement, { ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): void {
  const click = { bubbles: true, cancelable: true, composed: true, view: window, ctrlKey, metaKey, shiftKey, altKey }
  option.dispatchEvent(new MouseEvent('click', click))
}
