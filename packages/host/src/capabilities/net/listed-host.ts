import { isIP } from "node:net";
import { plainAddress } from "./address.ts";

/** An entry of `permissions.net`. */
interface Entry {
  readonly host: string;
  /** Null: 80 and 443. */
  readonly port: number | null;
  readonly anyBelow: boolean;
}

/** Host and port of a URL; an IPv6 address without its brackets. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Throws nothing: `URL` has checked it. */
export function targetOf({ hostname, port, protocol }: URL): Target {
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
}

/** The entry of the list that a target is under, as it was written; undefined: it is not listed. */
export const listedUnder = (list: readonly string[], target: Target): string | undefined =>
  list.find((text) => {
    const entry = read(text);
    return hasPort(entry, target.port) && matches(entry, target.host);
  });

/** Whether this very address is listed, with the port: then it may lead to this machine or the local network. */
export const isListedAddress = (list: readonly string[], address: string, port: number): boolean =>
  list.some((text) => {
    const entry = read(text);
    if (entry.anyBelow || isIP(entry.host) === 0 || !hasPort(entry, port)) return false;
    return plainAddress(entry.host) === plainAddress(address);
  });

/** Whether the name itself says that it is this machine (RFC 6761), and stands in the list as it is. */
export const isListedLocalhost = (list: readonly string[], { host, port }: Target): boolean =>
  (host === "localhost" || host.endsWith(".localhost")) &&
  list.some((text) => {
    const entry = read(text);
    return !entry.anyBelow && entry.host === host && hasPort(entry, port);
  });

function read(text: string): Entry {
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/.exec(text);
  const [, host = "", port] = bracketed ?? /^([^:]*)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const anyBelow = host.startsWith("*.");
  return { host: anyBelow ? host.slice(2) : host, port: port === undefined ? null : Number(port), anyBelow };
}

const hasPort = ({ port }: Entry, wanted: number): boolean =>
  port === null ? wanted === 80 || wanted === 443 : port === wanted;

function matches({ host, anyBelow }: Entry, wanted: string): boolean {
  if (host === "") return false;
  if (!anyBelow)
    return host === wanted || (isIP(host) !== 0 && isIP(wanted) !== 0 && plainAddress(host) === plainAddress(wanted));
  // A wildcard is for names: no address is below a domain.
  return isIP(wanted) === 0 && wanted.length > host.length + 1 && wanted.endsWith(`.${host}`);
}
