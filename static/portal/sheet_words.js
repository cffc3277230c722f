// The page's texts, written by the server in the person's language: “{name}” is filled in here.

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
