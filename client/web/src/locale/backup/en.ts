// What is said of backups, in English: loaded when somebody wants one.

import backup from "../../../../locales/en/backup.ftl?raw"
import web from "../../../../locales/en/web-backup.ftl?raw"

export default [backup, web]
