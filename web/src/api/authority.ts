/** The server's own authority, in PEM. */
export async function readAuthority(): Promise<string> {
  const response = await fetch("/ca.pem");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.text();
}
