// What is said of farewells, in English: loaded when somebody looks at the rules of a circle.

import farewell from "../../../../locales/en/farewell.ftl?raw"
import web from "../../../../locales/en/web-farewell.ftl?raw"

export default [farewell, web]
