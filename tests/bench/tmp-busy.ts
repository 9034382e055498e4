import { busiestFunctions } from "./busiest-functions.ts";

console.log(busiestFunctions(process.argv[2]!).join("\n"));
