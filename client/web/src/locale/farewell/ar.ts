// What is said of farewells, in Arabic: loaded when somebody looks at the rules of a circle.

import farewell from "../../../../locales/ar/farewell.ftl?raw"
import web from "../../../../locales/ar/web-farewell.ftl?raw"

export default [farewell, web]
