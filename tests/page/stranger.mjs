/** Somebody else's site. */
import { once } from "node:events";
import { createServer } from "node:http";

/** The address of a page of another origin that has what is at `source` in a frame. */
export async function strangersPage(source) {
  const html = `<!doctype html><title>Elsewhere</title><iframe src="${source}"></iframe>`;
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(request.url === "/" ? html : "");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${server.address().port}/`;
}
