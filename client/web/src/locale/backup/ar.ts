// What is said of backups, in Arabic: loaded when somebody wants one.

import backup from "../../../../locales/ar/backup.ftl?raw"
import web from "../../../../locales/ar/web-backup.ftl?raw"

export default [backup, web]
