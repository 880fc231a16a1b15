// What this browser remembers between visits, where it does.

/** @param {string} key */
export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage denied
  }
}

/** @param {string} key @param {string} value */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is denied or full: the value holds for this visit.
  }
}
