const mac = navigator.platform.startsWith("Mac");

/** A key as it is written on the user's keyboard: "Ctrl+F" is "⌘F" on a Mac. */
export function keyName(key: string): string {
  return mac ? key.replace("Ctrl+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥") : key;
}
