// Every test begins with English sentences, as a page begins with those of its language.

import { startLanguage } from "../../src/locale/locale.ts"

await startLanguage()
