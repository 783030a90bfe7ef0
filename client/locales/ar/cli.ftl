## The vault and its passphrase

cli-ask-passphrase = عبارة المرور:
cli-ask-new-passphrase = عبارة مرور جديدة:
cli-ask-again = العبارة نفسها مرة أخرى:
cli-empty-passphrase = عبارة المرور الفارغة لا تحمي شيئًا؛ يُرجى اختيار غيرها.
cli-different-passphrases = العبارتان مختلفتان؛ لم يُنشأ شيء.
cli-short-passphrase = عبارة المرور هذه قصيرة. من ينسخ الخزنة يستطيع أن يجرّب التخمينات عليها في بيته لسنوات؛ ست كلمات تُختار بالنرد تصمد أمام ذلك، وكلمة مع رقم لا تصمد. لاختيار عبارة أفضل: يُحذف { $vault } ويُشغَّل init من جديد.
cli-no-recovery = لا أحد يستطيع استرجاع عبارة مرور ضائعة.
cli-no-passphrase = لا توجد شاشة طرفية لطلب عبارة المرور: يُستعمل ‎--passphrase-file أو LEEWARD_PASSPHRASE.
cli-unreadable-passphrase-file = تعذّرت قراءة ملف عبارة المرور ({ $reason }).
cli-long-passphrase-file = ملف عبارة المرور أطول من أن يكون عبارة مرور.
cli-passphrase-not-text = عبارة المرور ليست نصًّا بترميز UTF-8.
cli-open-passphrase-file = يستطيع مستخدمون آخرون على هذا الجهاز قراءة ملف عبارة المرور.
cli-unreadable-pass-file = تعذّرت قراءة ملف تصريح المُرحِّل ({ $reason }).
cli-pass-not-text = تصريح المُرحِّل ليس نصًّا بترميز UTF-8.
cli-vault-made = الخزنة في { $vault }.
cli-wrong-passphrase = عبارة المرور خاطئة.
cli-no-vault = لا توجد خزنة في { $vault }؛ الأمر `leeward init` ينشئ واحدة.
cli-vault-exists = توجد خزنة في { $vault } من قبل؛ لم يتغيّر شيء.
cli-vault-busy = أمر آخر من leeward يستعمل هذه الخزنة؛ تُعاد المحاولة حين ينتهي.
cli-vault-storage = تعذّرت الكتابة في { $vault }: القرص ممتلئ أو للقراءة فقط أو معطوب.
cli-vault-not-empty = في { $vault } ملفات أخرى؛ يُرجى اختيار مجلد فارغ للخزنة.
cli-vault-damaged = الخزنة في { $vault } تالفة: تغيّر شيء فيها أو أن القرص معطوب.
cli-vault-unusable = تعذّر استعمال الخزنة في { $vault } ({ $reason }).
cli-vault-old = الخزنة في { $vault } على شكل إصدار سابق من Leeward. تُنقل مرة واحدة بالأمر: leeward vault migrate
cli-vault-full = امتلأت الخزنة ولم يُحفظ شيء. الأمر `leeward forget` يُفرغ مكانًا، والأمر `leeward init --size` ينشئ خزنة أكبر.
cli-vault-filling = ملء الخزنة ({ $size } ميبي بايت) ببيانات عشوائية: { $percent } %
cli-vault-too-small = ما في الخزنة لا يتسع له هذا الحجم؛ يُحذف الخيار ‎--size أو يُعطى أكبر منه.
cli-bad-size = الحجم عدد يليه M أو G، من { $least } إلى { $most }
cli-migrated = صار كل شيء في الخزنة الجديدة في { $vault } بعبارة المرور نفسها؛ ومُحيت الملفات القديمة.
cli-nothing-to-migrate = الخزنة في { $vault } لا تحتاج إلى نقل.
cli-passphrase-taken = عبارة المرور هذه تفتح خزنة هنا من قبل؛ لكل خزنة عبارتها. لم يتغيّر شيء.
cli-no-place = لا مكان لخزنة أخرى إلى جانب الخزنات التي تُحفظ. لم يتغيّر شيء.
cli-add-warning = لا شيء يُظهر أي أجزاء من ملف الخزنة هذا مستعملة: لا للآخرين ولا لبرنامج Leeward. لذلك تلزم عبارة المرور لكل خزنة فيه يُراد الاحتفاظ بها. وما لا تُعطى عبارته قد يُكتب فوقه فلا يعود أبدًا.
cli-ask-keep = عبارة المرور لخزنة أخرى تُحفظ (Enter إن لم تكن هناك أخرى):
cli-ask-add = { $count ->
        [one] أتُحفظ الخزنة الواحدة التي أُعطيت عبارتها، وتوضع خزنة جديدة حيث قد يكون أي شيء آخر؟ [ن/ل]
        [two] أتُحفظ الخزنتان اللتان أُعطيت عبارتاهما، وتوضع خزنة جديدة حيث قد يكون أي شيء آخر؟ [ن/ل]
       *[other] أتُحفظ الخزنات التي أُعطيت عباراتها (عددها { $count })، وتوضع خزنة جديدة حيث قد يكون أي شيء آخر؟ [ن/ل]
    }
cli-vault-added = عبارة المرور الجديدة تفتح خزنة أخرى، ما زالت فارغة. يلزم استعمالها فعلًا، وإلا فلن يُصدَّق أنها خزنتك.
cli-short-second = عبارة المرور هذه قصيرة. من ينسخ الخزنة يستطيع أن يجرّب التخمينات عليها في بيته لسنوات؛ ست كلمات تُختار بالنرد تصمد أمام ذلك، وكلمة مع رقم لا تصمد.
cli-destroy-warning = من الآن فصاعدًا يؤدي فتح الخزنة الأولى إلى إتلاف الثانية فورًا ودون سؤال، أيًّا كان من يفتحها، وحتى إن كان ذلك منك بحكم العادة. أهل الخبرة ينسخون الجهاز قبل أن يطلبوا عبارة مرور: عندئذ لا يُتلف شيء، والنسخة تُظهر بالعبارة الأولى أن شيئًا كان سيُتلف. وقد يكون إتلاف ما يُبحث عنه جريمة بحد ذاته.
cli-ask-destroying = عبارة المرور التي تُتلف:
cli-ask-destroyed = عبارة المرور للخزنة التي تُتلَف:
cli-ask-destroy = أيؤدي فتح الأولى إلى إتلاف الثانية من الآن فصاعدًا؟ [ن/ل]
cli-destroys = سيؤدي فتح الخزنة الأولى إلى إتلاف الثانية. للتراجع عن ذلك: leeward vault destroy-other off
cli-destroys-not = لم يعد فتح الأولى يُتلف الثانية.

## How things end

cli-interrupted = توقّف.
cli-unexpected = حدث خلل داخل leeward ({ $type })؛ المتغيّر LEEWARD_DEBUG=1 يُظهر المزيد.
cli-not-confirmed = لم يتغيّر شيء.
cli-yes = ن

## Circles

cli-circle-founded = { $label } هي الحلقة { $number } هنا، واسمك فيها { $name }.
cli-circle-next = لدعوة أحد: leeward invite { $number }‎
cli-head-circle = الحلقة
cli-head-you = أنت
cli-head-members = الأعضاء
cli-head-relay = المُرحِّل
cli-status-leaving = مغادرتك جارية
cli-status-left = غادرت
cli-status-removed = أُخرجت منها
cli-status-unlinked = أُخرج هذا الجهاز
cli-status-stuck = متعطّلة: تلزم العودة بدعوة جديدة
cli-status-expired = لم يعد الوصول إليها ممكنًا: تلزم العودة بدعوة جديدة
cli-status-restored = من نسخة احتياطية: تلزم العودة بدعوة
cli-status-paused = متوقفة: هناك من يهاجمها من الداخل
cli-no-circles = لا حلقات بعد. لتأسيس واحدة: `leeward circle new`، أو للانضمام إلى واحدة: `leeward join`.
cli-waiting-join = طلبت الانضمام باسم { $name } والطلب ينتظر؛ كلماتك: { $words } (رقم الطلب: { $id })
cli-left = طلبت مغادرة { $label }. يتم ذلك حين ينفّذه جهاز عضو آخر؛ وما لديك هنا يبقى حتى `leeward forget`.
cli-left-alone = لم يكن فيها غيرك: انتهت { $label } ومُحيت من هذه الخزنة.
cli-ask-leave = مغادرة { $label }؟ العودة تحتاج إلى دعوة جديدة. [ن/ل]
cli-forgotten = مُحيت { $label } من هذه الخزنة.
cli-ask-forget = محو { $label } وكل ما قيل فيها من هذه الخزنة نهائيًّا؟ [ن/ل]

## Invites and joining

cli-invite-made = هذا الرمز للشخص المدعو، ويُسلَّم إليه عبر قناة موثوقة:
cli-invite-link = كرابط:  { $link }
cli-invite-terms = يتسع لـ{ $uses } و{ $expires }. رقمه: { $id }
cli-persons =
    { $count ->
        [one] شخص واحد
        [two] شخصين
        [few] { $count } أشخاص
        [many] { $count } شخصًا
       *[other] { $count } شخص
    }
cli-never-expires = لا تنتهي صلاحيته
cli-expires-in = تنتهي صلاحيته بعد { $left }
cli-expired = انتهت صلاحيته
cli-invite-next = بعد وصول طلب الانضمام: leeward knocks { $number }‎
cli-no-invites = لا دعوات منك في { $label }.
cli-invite-line-left = بقي { $left } من { $uses }
cli-revoked = أُلغيت الدعوة؛ لم يعد رمزها يُدخل أحدًا.
cli-no-code = لم يصل رمز من الدخل القياسي.
cli-asked-to-join = طلبت الانضمام باسم { $name }.
cli-compare-words = تُقارَن هذه الكلمات مع من دعاك: { $words }
cli-join-next = لا بد أن يأذن لك شخص بالدخول. الأمر `leeward sync` يبيّن هل حدث ذلك؛ ومع الخيار ‎--wait يبقى الأمر وينتظر.
cli-still-waiting = بانتظار الإذن بالدخول؛ يوقف Ctrl-C الانتظار لا الطلب.
cli-wait-offline = تعذّر الوصول إلى المُرحِّل؛ المحاولة مستمرة.
cli-joined = أنت الآن في { $label }: الحلقة { $number } هنا، واسمك فيها { $name }.
cli-ask-unask = سحب هذا الطلب؟ إن أُذن به بعد ذلك ظهر الاسم في الحلقة ولا أحد وراءه. [ن/ل]
cli-unasked = مُحي الطلب باسم { $name } من هنا. يحسن إبلاغ من دعاك.
cli-join-ended = انتهى الطلب ({ $state }).
cli-no-knocks = لا أحد ينتظر عند { $label }.
cli-knock-words = الكلمات: { $words }
cli-knock-rejoin = الطلب باسم { $name }، للعودة بجهاز جديد؛ وقّعه الجهاز القديم
cli-knock-backup = الطلب باسم { $name }، بمفتاح العودة من النسخة الاحتياطية التي أُنشئت في { $moment }. من يملك تلك النسخة وعبارة مرورها يستطيع قول ذلك أيضًا: يلزم سماع الكلمات بصوت { $name } قبل الإذن بالدخول
cli-knock-unproven = الطلب باسم عضو سابق، لكن لم يوقّعه جهاز من أجهزته: لا يمكن الإذن به
cli-knock-frozen = استُعمل رمزه مرتين وهو لشخص واحد: هو عند غير صاحبه أيضًا؛ يلزم سؤال صاحبه عبر قناة أخرى
cli-knock-next = إن ظهرت الكلمات نفسها عند صاحب الطلب: leeward admit { $number } ID
cli-admitted = { $name } الآن في { $label }.
cli-declined = رُفض الطلب.

## Talk

cli-sent = أُرسلت.
cli-empty-text = لا شيء لإرساله.
cli-nothing-to-read = لا جديد في { $label }.
cli-folded = {"["}تنبيه إلى المحتوى: { $cw }؛ الخيار ‎--open يُظهره]
cli-unfolded = {"["}تنبيه إلى المحتوى: { $cw }]
cli-retracted = {"["}سُحبت]
cli-edited = معدّلة
cli-reply-to = ردًّا على { $index } من { $author }
cli-reply-to-gone = ردًّا على شيء ليس هنا
cli-tone-listen = يُرجى الإصغاء فقط
cli-tone-advice = النصيحة موضع ترحيب
cli-item-head = { $index }  { $moment }  { $author }
cli-item-happened = { $index }  { $moment }  * { $text }
cli-item-warning = { $index }  { $moment }  ! { $text }
cli-muted-hidden = (عدد ما أُخفي من كلام من كتمتهم: { $count }؛ الخيار ‎--muted يُظهره)
cli-stale = هذا ما لدى هذا الجهاز.
cli-no-such-event = لا شيء في { $label } يحمل الرقم أو المعرّف { $word }.
cli-many-events = أكثر من شيء في { $label } يبدأ معرّفه بـ{ $word }.
cli-not-a-message = { $word } ليست رسالة.
cli-card-unchanged = يلزم ذكر ما يتغيّر: ‎--name أو ‎--pronouns أو ‎--about.

## People

cli-member-you = أنت
cli-last-heard = آخر خبر { $moment }
cli-never-heard = لا خبر بعد
cli-removed = تم إخراج { $name }.
cli-appointed = تم تكليف { $name } بالاستضافة.
cli-approved = وافقت، وتم الأمر.
cli-no-asks = في { $label } لا يطلب أحد موافقة الآخرين على شيء.
cli-ask-agreed = الموافقة من: { $names }؛ وينقص { $members } من الأعضاء أو { $hosts } ممن لهم الاستضافة
cli-approve-next = للموافقة: leeward approve { $number } ID
cli-done = تم.
cli-under-way = قيد التنفيذ: { $state }
cli-muted = كلام { $name } مخفي عنك، وعنك وحدك.
cli-unmuted = كلام { $name } يظهر من جديد.
cli-verify-how = من يرى هذه الكلمات الست بعد التغيير { $epoch } للمفاتيح فهو في الحلقة نفسها مع الأشخاص أنفسهم، ولا أحد بينهم. تُقارَن وجهًا لوجه أو بالصوت، لا هنا.

cli-wish = قيد الانتظار: { $wish }
cli-withdrawn = عدد ما تم التخلّي عنه: { $count }. ما خرج من قبل قد يُنفَّذ مع ذلك، وما وافقت عليه مع غيرك يُحسب حتى تنتقل الحلقة إلى ما بعده.
cli-nothing-to-withdraw = لا شيء ينتظر في { $label }.

## Devices

cli-device-code = بهذا الرمز يدخل جهاز واحد آخر لك إلى { $circles }، باسمك:
cli-device-code-how =
    على الجهاز الآخر: `leeward init`، ثم `leeward device join -‎`، ثم لصق الرمز هناك.
    الرمز صالح عشر دقائق ولجهاز واحد. من يُربط جهازه به يقرأ ويتكلم باسمك: لا يُعطى هذا الرمز لأحد
    أبدًا، مهما قيل. الانتظار جارٍ؛ وCtrl-C ينهيه.
cli-device-asks = وصل جهاز يسمّي نفسه «{ $name }».
cli-device-compare = لا بد أن يعرض الجهازان هذه الكلمات: { $words }
cli-device-ask = هل يعرض جهازك الآخر هذه الكلمات نفسها تمامًا؟ كتابة «نعم» تربطه، وأي شيء آخر ينهي الرمز.
cli-yes-word = نعم
cli-device-refused = لم يُربط شيء، وانتهى الرمز. إن اختلفت الكلمات فالرمز عند غيرك أيضًا.
cli-device-linking = الربط جارٍ؛ يبقى الجهازان مفتوحين حتى يقولا إنه تم. وإن انقطع فإن `leeward sync` يكمله.
cli-device-linked = تم ربط { $name }. الأمر `leeward device list` يعرض أجهزتك، و`leeward device remove` يُخرج جهازًا منها.
cli-device-over = انتهى الرمز.
cli-device-frozen = جاء جهازان بهذا الرمز: فهو عند غيرك أيضًا. لم يُربط شيء، وانتهى الرمز. يلزم رمز جديد حيث لا يراه أحد.
cli-device-say-yes = إن عرض جهازك الآخر الكلمات نفسها فالموافقة تكون هناك. الانتظار جارٍ.
cli-device-missing = تعذّر ربط { $label }: ربما لك فيها أربعة أجهزة. يمكن الربط من جديد لأجلها.
cli-device-history = ما قيل من قبل يبقى على جهازك الآخر؛ ومن الآن يصل كل شيء إلى الاثنين.
cli-device-here = هذا الجهاز
cli-device-removed = خرج هذا الجهاز من الحلقة، ولا يصله شيء مما يأتي من الآن. وما عنده من قبل يبقى عنده.
cli-device-going = قيد الإخراج
cli-device-lost-found = ما يُخرج:
cli-device-lost-stay = أجهزة أخرى لك، وهي باقية:
cli-device-lost-means = ما يُخرج لا يصله شيء مما يُقال بعد ذلك. وما عنده من قبل يبقى عنده: من يستطيع فتحه يقرؤه. تنتهي كل الدعوات المفتوحة في هذه الحلقات، وكل رموز الأجهزة التي صُنعت هنا.
cli-ask-device-lost = إخراجها من كل هذه الحلقات؟ [ن/ل]
cli-device-lost-done = { $label }: تم الإخراج
cli-device-lost-under-way = { $label }: لم يتم الإخراج بعد: { $why }
cli-device-lost-failed = { $label }: تعذّر الإخراج: { $why }
cli-device-lost-rest = لم يتم كل شيء، أو لم يمكن سؤال الكل. ما دام الجهاز في الحلقة فهو يقرأ ما يُقال فيها. يكمل `leeward sync` ذلك، أو يُعاد هذا الأمر. وإن عاد الجهاز إليك: `leeward device lost --undo` قبل ذلك.
cli-device-kept = { $label }: باقٍ
cli-device-kept-late = { $label }: تم العدول عنه، لكن التغيير قد أُعدّ من قبل، وقد يُنفَّذ رغم ذلك
cli-ask-device-remove = إخراج هذا الجهاز من الحلقة؟ تنتهي معه كل الدعوات المفتوحة. [ن/ل]

## Backups

cli-ask-backup-passphrase = عبارة مرور للنسخة الاحتياطية، غير عبارة خزنتك:
cli-ask-backup-passphrase-again = عبارة مرور النسخة الاحتياطية:
cli-short-backup-passphrase = عبارة المرور هذه قصيرة. من ينسخ الملف يستطيع أن يجرّب التخمينات عليه في بيته لسنوات؛ ست كلمات تُختار بالنرد تصمد أمام ذلك، وكلمة مع رقم لا تصمد. لاختيار عبارة أفضل: يُحذف الملف ويُنشأ من جديد.
cli-backup-working = العمل جارٍ على النسخة الاحتياطية: { $share }%
cli-backup-made = { $count ->
    [zero] النسخة الاحتياطية في { $file }، ولا حلقة فيها.
    [one] النسخة الاحتياطية لحلقة واحدة في { $file }.
    [two] النسخة الاحتياطية لحلقتين في { $file }.
    [few] النسخة الاحتياطية لـ { $count } حلقات في { $file }.
    [many] النسخة الاحتياطية لـ { $count } حلقة في { $file }.
   *[other] النسخة الاحتياطية لـ { $count } حلقة في { $file }.
}
cli-backup-care = لا أحد يستطيع استرجاع عبارة مرور ضائعة. من يملك الملف وعبارة مروره يستطيع قراءة ما يمكنك قراءته اليوم، حتى ما سيختفي لاحقًا، وطلب العودة باسمك. يُحفظ حيث لا ينظر أحد، ويُحذف متى أُنشئ أحدث منه.
cli-restore-of = نسخة احتياطية أُنشئت في { $moment }.
cli-restore-kept = { $label } موجودة هنا من قبل؛ لم يتغيّر فيها شيء.
cli-restore-empty = لا حلقة فيها.
cli-restored = { $label } هي الحلقة { $number } هنا، وتمكن قراءتها.
cli-restore-next = للعودة: تُطلب دعوة من أحد أعضائها، ثم: leeward join - --as '{ $name }' --rejoin { $number }‎

## Syncing

cli-synced = { $label }: { $count }
cli-synced-count =
    { $count ->
        [0] لا جديد
       *[other] { $count } جديد
    }
cli-sync-failed = { $label }: { $why }
cli-join-synced = طلبك للانضمام باسم { $name }: { $why }
cli-nothing-to-sync = لا حلقات بعد، فلا شيء يُجلب.

## Spans of time

cli-span-bad = المدة رقم بعده s أو m أو h أو d أو w، مثل 48h أو 7d

## Mistakes on the command line

cli-usage = الاستعمال:
cli-arguments = المعطيات
cli-options = الخيارات
cli-everywhere = في كل مكان
cli-help = إظهار هذه المساعدة
cli-bad-count = رقم من 1 إلى { $most }
cli-bad-number = رقم، 0 أو أكثر
cli-bad-rule = تُضبط القاعدة هكذا: RULE=VALUE
cli-needs-arguments = ناقص: { $names }
cli-unknown-arguments = غير مفهوم: { $names }
cli-bad-choice = { $name }: لا يوجد { $choice }؛ المتاح: { $choices }
cli-bad-argument = { $name }: { $why }
cli-needs-value = { $name }: القيمة ناقصة
cli-not-together = { $name }: لا يجتمع مع { $other }

## What a relay serves to browsers

cli-web-right =
    يقدّم { $relay } ما يخصّ هذا الإصدار من Leeward: { $count ->
        [zero] لا ملفات
        [one] الملف
        [two] الملفان
        [few] الملفات الـ{ $count }
        [many] الملفات الـ{ $count }
       *[other] الملفات الـ{ $count }
    } وقائمة البصمات والترويسات كلها صحيحة.
cli-web-wrong = لا يقدّم { $relay } للمتصفحات ما يخصّ هذا الإصدار من Leeward:
cli-web-redirect = { $path }: يقود إلى مكان آخر
cli-web-missing = { $path }: غير موجود
cli-web-status = { $path }: الجواب عليه { $status }
cli-web-changed = { $path }: محتواه مختلف
cli-web-type = { $path }: يُقدَّم على أنه نوع آخر من الملفات
cli-web-header = { $path }: الترويسة { $header } ناقصة أو مختلفة
cli-web-unwanted = { $path }: لا مكان هنا للترويسة { $header }
cli-web-unlisted = { $path }: يذكره المُرحِّل وليس جزءًا من هذا الإصدار
cli-web-more = و{ $count } غيرها
cli-web-advice = قد يكون إصدارًا آخر، وقد يكون أحد عبث بالشيفرة. إلى أن يتضح ذلك لا تُفتح خزنة في متصفح هناك. ويُسأل الآخرون عمّا يرونه، ومن يشغّل المُرحِّل عن الإصدار.
cli-web-digest = بصمة ما ينبغي أن يكون هناك، للمقارنة صوتيًّا: { $digest }
cli-web-digest-served = بصمة ما يقول المُرحِّل إنه يقدّمه: { $digest }
cli-web-no-reference = جاءت هذه النسخة من دون قائمة بصمات تطبيق الويب؛ تُذكر واحدة بالخيار ‎--manifest.
cli-web-unreadable-reference = تتعذر قراءة قائمة البصمات ({ $reason }).
cli-web-bad-reference = هذه ليست قائمة بصمات تطبيق الويب.

## Panic, farewells and packing away

cli-panic-grace =
    { $seconds ->
        [one] ستُمحى هذه الخزنة بعد ثانية. Enter: الآن. Ctrl-C: لا تُمحى.
        [two] ستُمحى هذه الخزنة بعد ثانيتين. Enter: الآن. Ctrl-C: لا تُمحى.
        [few] ستُمحى هذه الخزنة بعد { $seconds } ثوانٍ. Enter: الآن. Ctrl-C: لا تُمحى.
       *[other] ستُمحى هذه الخزنة بعد { $seconds } ثانية. Enter: الآن. Ctrl-C: لا تُمحى.
    }
cli-panic-stopped = أُوقف المحو في وقته؛ لم يُمحَ شيء.
cli-panic-done = تمّ المحو. لم تعد أي عبارة مرور تفتح شيئًا هنا.
cli-panic-others = الملفات الأخرى في { $vault } لم تُمسّ.
cli-panic-nothing = لا توجد خزنة في { $vault }؛ لم يُمحَ شيء.
cli-panic-failed = كُتب فوق المفاتيح حيث أمكن ذلك، لكن تعذّر حذف هذه الملفات من { $vault }: { $names }
cli-farewell-ready = رسالة وداع لحلقة { $label } جاهزة: يرسلها الأمر `leeward panic` ويُخرجك من الحلقة. تنتظر في ذاكرة هذا الجهاز، ومن يملك الجهاز وهو يعمل يستطيع أن يقرأ عنوان المُرحِّل والصندوق؛ وتعود إلى مكانها كلما فُتحت الخزنة.
cli-farewell-none = لا رسالة وداع جاهزة لحلقة { $label }.
cli-pack-lost = الإخلاء يمحو كل ما يخصّ Leeward من هذا الجهاز: المفاتيح والرسائل والأسماء ومكانك في هذه الحلقات. لا شيء منها يمكن أن يعود إلى هذا الجهاز.
cli-pack-circle = { $label }، باسم { $name } ({ $members ->
        [zero] لا أعضاء
        [one] لا أحد غيرك فيها: تنتهي هنا
        [two] عضوان
        [few] { $members } أعضاء
        [many] { $members } عضوًا
       *[other] { $members } عضو
    })
cli-pack-circle-stays = { $label }، باسم { $name } (يبقى فيها جهاز آخر لك، ويمكنه ربط هذا الجهاز من جديد)
cli-pack-unsent = { $count ->
        [zero] لا رسائل تنتظر الإرسال
        [one] رسالة واحدة لم تُرسل بعد
        [two] رسالتان لم تُرسلا بعد
        [few] { $count } رسائل لم تُرسل بعد
        [many] { $count } رسالة لم تُرسل بعد
       *[other] { $count } رسالة لم تُرسل بعد
    } (leeward sync)
cli-pack-only-host = لا استضافة لغيرك: يلزم أولًا تكليف عضو آخر بها (leeward appoint { $number } MEMBER)
cli-pack-back = طريق العودة: تُطلب دعوة جديدة من شخص واحد في كل حلقة، بطريقة آمنة لكليكما، مع قول كلمات اتفقتما عليها ليُعرف أن الطلب منك. ثم يكون الانضمام بها بمفتاح جديد، وتُقارَن الكلمات الأربع، ويُؤذن لك بالدخول. ينبغي أن يُزال مكانك القديم قبل إنشاء الدعوة، لأن الإزالة تنهي الدعوات المفتوحة. ممّن تُطلب الدعوة وماذا يُقال: مكان ذلك الذاكرة وحدها، لا ورقة معك.
cli-pack-backup = أو تُصنع نسخة احتياطية أولًا (leeward backup FILE): بها يبقى لك ما قيل، وتكون العودة بعضويتك السابقة، التي يجب أن يبقى مكانها إلى ذلك الحين. ويُترك الملف في مكان آمن: لا على هذا الجهاز ولا معك.
cli-pack-words = كلماتك، للحفظ عن ظهر قلب: { $words }
cli-ask-pack = محو كل شيء من هذا الجهاز؟ [ن/ل]
cli-pack-note = أُخلي هذا الجهاز: لم يعد عليه شيء، ولا يصلني ما يُقال هنا. سأطلب من أحدكم دعوة جديدة. من يطلبها باسمي عليه أن يقول هذه الكلمات: { $words }. يُرجى إخراج عضويتي القديمة أولًا ثم إنشاء الدعوة.
cli-pack-note-device = أُخلي أحد أجهزتي: لم يعد عليه شيء. أستمر بجهاز آخر.
cli-pack-note-leaving = أُخلي هذا الجهاز وأغادر لبعض الوقت. سأطلب من أحدكم دعوة جديدة. من يطلبها باسمي عليه أن يقول هذه الكلمات: { $words }.
cli-pack-told = وصل الخبر إلى { $label }.
cli-pack-left = طلبت مغادرة { $label }؛ ينفّذها جهاز عضو آخر.
cli-pack-unlinked = طلب هذا الجهاز الخروج من { $label }؛ ينفّذ ذلك جهاز آخر، ومكانك باقٍ.
cli-pack-offline = تعذّر إخبار { $label } ({ $why }). لم يُمحَ شيء: تُعاد المحاولة لاحقًا، أو دون ‎--tell و ‎--leave.
cli-pack-done = تمّ الإخلاء: لم يبقَ شيء من Leeward في مكان هذه الخزنة. يلزم إغلاق هذه الطرفية ليزول ما تعرضه أيضًا. البرنامج نفسه ما زال مثبَّتًا.
cli-pack-history = يرد اسم leeward في { $file }: سُجّلت فيه أوامر كُتبت هنا. تُحذف تلك الأسطر، ويُمنع مفسّر الأوامر هذا من كتابة المزيد عند إغلاقه (unset HISTFILE).

## The proxy

cli-proxy = تمر الاتصالات عبر { $proxy }، ولكل حلقة طريق خاص بها.
cli-shared-proxy = تمر الاتصالات عبر { $proxy }، وكل الحلقات جنبًا إلى جنب: يستطيع أن يرى أنها تعود إلى شخص واحد.
cli-no-proxy = تذهب الاتصالات مباشرة إلى المُرحِّلات، فترى هذه عنوانك. للمرور عبر Tor: leeward proxy socks5h://127.0.0.1:9050
cli-ask-forget-proxy = الذهاب مباشرة إلى المُرحِّلات من الآن فصاعدًا؟ عندئذ ترى المُرحِّلات عنوانك، وترى شبكتك عناوين المُرحِّلات. [ن/ل]
cli-vault-knows-proxy = تعرف الخزنة هل يُمرّ عبر وكيل؛ ولا تُسأل عن ذلك مع ‎--proxy URL أو ‎--proxy none.
