/** Light, dark, or as the system says. CSS does the rest through `color-scheme`. */
import { setText } from './dom.ts'
import { recall, remember } from './remembered.ts'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const labels: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' }

function storedTheme(): Theme {
  const stored = recall('theme')
  return themes.find((theme) => theme === stored) ?? 'system'
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** For pages without the button. */
export const applyStoredTheme = (): void => applyTheme(storedTheme())

/** The button goes round through the three. */
export function connectThemeToggle(button: HTMLButtonElement): void {
  let theme = storedTheme()
  const show = () => {
    applyTheme(theme)
    setText(button, labels[theme])
    button.dataset.icon = theme
    button.setAttribute('aria-label', `Colour theme: ${labels[theme]}. Change it.`)
  }
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    remember('theme', theme)
    show()
  })
  show()
}
