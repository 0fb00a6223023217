/** Sign-in page of the demo: a row fills the form and sends it. */

export function startEntrance() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-demo-login]") : null;
    const login = document.querySelector("input[name=login]");
    const password = document.querySelector("input[name=password]");
    if (!(button instanceof HTMLElement) || !(login instanceof HTMLInputElement) || !(password instanceof HTMLInputElement)) return;
    login.value = button.dataset.demoLogin ?? "";
    password.value = button.dataset.demoPassword ?? "";
    login.form?.requestSubmit();
  });
}
