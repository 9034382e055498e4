import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { packLimits } from "../pack-limits.ts";
import { refused } from "../refused.ts";
import { ARCHIVE } from "./pack-layout.ts";

const unzip = promisify(gunzip);
// RFC 1952 §2.3: deflate, no flags (no name, comment or extra field), no time, best compression, unknown system.
const header = Buffer.from("1f8b08000000000002ff", "hex");

/** The inner archive, or `pack_refused`. No more is unpacked than a pack may hold. */
export async function unzipPack(archive: Uint8Array): Promise<Buffer> {
  if (!header.equals(archive.subarray(0, header.length)))
    throw refused(`${ARCHIVE} is not compressed in the one way that packs are`);
  try {
    return await unzip(archive, { maxOutputLength: packLimits.unpacked });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw refused(`${ARCHIVE} is larger than ${packLimits.unpacked / 1_048_576} MB unpacked`);
    throw refused(`${ARCHIVE} cannot be unpacked: ${message}`, error);
  }
}
