/** Which page answers which path. Each area is code of its own, loaded when it is first seen. */
import { lazy, type LazyComponent } from "./lazy";
import { matchPath, type Params } from "./match_path";

export interface PageProps {
  params: Params;
}

export interface Route {
  pattern: string;
  page: LazyComponent<PageProps>;
  /** Who may see it: `gate` pages stand alone, `anyone` needs no sign-in. */
  access: "gate" | "anyone" | "user" | "administrator";
}

const ChannelList = lazy<PageProps>(() => import("../channels/channel_list"));
const PublicList = lazy<PageProps>(() => import("../channels/public_list"));
const Channel = lazy<PageProps>(() => import("../channels/channel_page"));
const Wall = lazy<PageProps>(() => import("../charts/wall"));
const Devices = lazy<PageProps>(() => import("../devices"));
const Activity = lazy<PageProps>(() => import("../activity"));
const Account = lazy<PageProps>(() => import("../account"));
const Administration = lazy<PageProps>(() => import("../administration"));
const SignIn = lazy<PageProps>(() => import("./sign_in"));
const Welcome = lazy<PageProps>(() => import("./welcome"));

export const routes: Route[] = [
  { pattern: "/", page: ChannelList, access: "user" },
  { pattern: "/welcome", page: Welcome, access: "gate" },
  { pattern: "/sign-in", page: SignIn, access: "gate" },
  { pattern: "/channels", page: ChannelList, access: "user" },
  { pattern: "/channels/:id/:tab?", page: Channel, access: "anyone" },
  { pattern: "/charts", page: Wall, access: "user" },
  { pattern: "/public", page: PublicList, access: "anyone" },
  { pattern: "/devices/:id?", page: Devices, access: "user" },
  { pattern: "/activity", page: Activity, access: "user" },
  { pattern: "/account", page: Account, access: "user" },
  { pattern: "/administration", page: Administration, access: "administrator" },
];

export { SignIn };

export function findRoute(pathname: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = matchPath(route.pattern, pathname);
    if (params) return { route, params };
  }
  return null;
}
