/** A button that copies the text of an element, and says so for a moment. */
import { setText } from './dom.ts'

export function connectCopy(button: HTMLButtonElement, text: () => string): void {
  const label = button.textContent ?? ''
  button.addEventListener('click', () => {
    const said = navigator.clipboard?.writeText(text()) ?? Promise.reject(new Error('no clipboard'))
    said.then(
      () => setText(button, 'Copied'),
      () => setText(button, 'Select it and copy'),
    )
    setTimeout(() => setText(button, label), 2000)
  })
}
