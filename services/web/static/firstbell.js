// Everything works without this script; it adds what govuk-frontend adds, and a button that prints.
import { initAll } from './govuk-frontend.js'

if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('js-enabled', 'govuk-frontend-supported')
  initAll()
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
