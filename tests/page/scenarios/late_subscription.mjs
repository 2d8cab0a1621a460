/** An entry that is stored after the chart was read and before the page listens is shown. */
import { publish } from "../mosquitto.mjs";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  let letListen;
  const mayListen = new Promise((resolve) => (letListen = resolve));
  await ann.page.routeWebSocket(/\/mqtt$/, async (socket) => {
    await mayListen;
    socket.connectToServer();
  });
  await publish(given, given.device, 1, "field1=1");
  await ann.opens("/channels/1");
  await ann.seesPage("Garden");
  await ann.seesPoint("label 1", "1 ");
  await publish(given, given.device, 1, "field1=2");
  letListen();
  await ann.seesPoint("label 1", "2 ");
}
