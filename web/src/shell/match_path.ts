/** Paths and their patterns. Pure. */

export type Params = Record<string, string>;

/** The parameters of `pathname` if it has the form of `pattern`: `/channels/:id/:tab?`. */
export function matchPath(pattern: string, pathname: string): Params | null {
  try {
    return match(pattern, pathname);
  } catch {
    // What is no UTF-8 when it is decoded names nothing.
    return null;
  }
}

function match(pattern: string, pathname: string): Params | null {
  const parts = pattern.split("/").slice(1);
  const given = pathname.replace(/\/$/, "").split("/").slice(1);
  if (given.length > parts.length) return null;
  const params: Params = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index];
    if (part.startsWith(":")) {
      if (value === undefined && !part.endsWith("?")) return null;
      if (value !== undefined) params[part.replace(/[:?]/g, "")] = decodeURIComponent(value);
    } else if (part !== (value ?? "")) return null;
  }
  return params;
}
