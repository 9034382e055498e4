import { join } from "node:path";
import { folderOf, listNames } from "../../../../packages/aperture/src/library/files/list-names.ts";
