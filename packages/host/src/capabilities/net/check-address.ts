import { plainAddress } from "./address.ts";
import { addressKind } from "./address-kind.ts";
import { isListedAddress, isListedLocalhost, type Target } from "./listed-host.ts";

export interface AddressRules {
  /** `permissions.net` as it was granted. */
  readonly listed: readonly string[];
  /** Ports of Aperture itself. */
  readonly ownPorts: readonly number[];
  /** Addresses of this machine's interfaces. */
  readonly interfaces: readonly string[];
}

/**
 * Why this address may not be connected to for this target, or null. A name may lead anywhere (DNS rebinding), so what it resolved to
 * is looked at, not the name: this machine only where `localhost` or that very address is listed, the local network only by its address.
 */
export function checkAddress(
  address: string,
  target: Target,
  { listed, ownPorts, interfaces }: AddressRules,
): string | null {
  const kind = addressKind(address);
  const plain = plainAddress(address);
  const isOwn = kind === "own" || interfaces.some((own) => plainAddress(own) === plain);
  if (isOwn && ownPorts.includes(target.port)) return "that is Aperture itself";
  if (isListedAddress(listed, address, target.port)) return null;
  if (kind === "own") return isListedLocalhost(listed, target) ? null : "it leads to this machine";
  if (kind === "near") return "it leads to the local network";
  return null;
}
