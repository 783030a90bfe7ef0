## What can be wrong with a backup

backup-wrong-passphrase = عبارة المرور هذه لا تفتح النسخة الاحتياطية.
backup-damaged = النسخة الاحتياطية تالفة: نقص منها شيء أو تغيّر، أو أن القرص معطوب.
backup-none = هذا الملف ليس نسخة احتياطية من Leeward.
backup-newer = أنشأ هذه النسخةَ إصدارٌ أحدث من Leeward: لا تُفتح إلا به.
backup-large = هناك أكثر مما تتسع له نسخة واحدة: يُرجى محو ما انتهى من الحلقات ثم إعادة المحاولة.
