import { lazy } from "../shell/lazy";
import { NotFound } from "../shell/not_found";
import type { PageProps } from "../shell/routes";
import DeviceList from "./device_list";
import "./devices.css";

const DevicePage = lazy<{ id: number }>(() => import("./device_page"));

export default function Devices({ params }: PageProps) {
  const id = params["id"];
  if (id === undefined) return <DeviceList />;
  return /^\d+$/.test(id) ? <DevicePage key={id} id={Number(id)} /> : <NotFound />;
}
