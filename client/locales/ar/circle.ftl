### Sentences that the terminal and the web client share: what happens in circles, and why something could not
### be done. Names are isolated by the reader of these files. An argument that is itself a sentence (`action`,
### `why`, `span`, and `author` or `subject` where there is no name) is put in finished.
### Members are spoken of, and people addressed, in words that fit every gender: nouns of action, not verbs.

## Who

the-relay = المُرحِّل
somebody = أحد الأعضاء

## What happened: the items of a timeline

item-card = بطاقة جديدة من { $author }
item-timer = قرار من { $author }: تختفي الرسائل بعد { $span }
item-approval = طلب من { $author }: { $action }
item-unknown = شيء من { $author } لا يستطيع هذا الإصدار عرضه
item-joined = انضمام { $subject } بإذن من { $author }
item-left = مغادرة { $subject }
item-removed = إخراج { $subject } من قِبل { $author }
item-rejoined = عودة { $subject } بجهاز جديد، بإذن من { $author }
item-linked = ربط جهاز آخر باسم { $subject }
item-unlinked = فك ربط جهاز من أجهزة { $subject }، بطلب من { $subject }
item-device-removed = إخراج { $author } جهازًا من أجهزة { $subject }، مع بقاء { $subject } في الحلقة
item-appointed = تكليف { $subject } بالاستضافة من قِبل { $author }
item-stepped-down = انتهت استضافة { $subject }
item-roles = تغيير أدوار { $subject } من قِبل { $author }
item-renamed = اسم جديد: { $subject }
item-policy = تغيير قواعد الحلقة من قِبل { $author }
item-code-opened = دعوة جديدة من { $author }
item-code-closed = انتهت دعوة
item-gap =
    { $number ->
        [zero] لم يغب أي مُدخَل
        [one] لم يصل مُدخَل واحد: انتهت مدته قبل قراءته، أو يحجبه المُرحِّل
        [two] لم يصل مُدخَلان: انتهت مدتهما قبل قراءتهما، أو يحجبهما المُرحِّل
        [few] لم تصل { $number } مُدخَلات: انتهت مدتها قبل قراءتها، أو يحجبها المُرحِّل
        [many] لم يصل { $number } مُدخَلًا: انتهت مدتها قبل قراءتها، أو يحجبها المُرحِّل
       *[other] لم يصل { $number } مُدخَل: انتهت مدتها قبل قراءتها، أو يحجبها المُرحِّل
    }
item-fork = عرض المُرحِّل على { $author } سجلًّا غير الذي يعرضه هنا: تلزم مقارنة كلمات الحلقة
item-behind = لدى { $author } مُدخَلات لا يعرضها المُرحِّل هنا
item-void = محاولة تغيير لا تسمح به الحلقة، فلا يُعتدّ به عند أحد. { $why }
item-noise = وصل مُدخَل لا يستطيع أحد قراءته
item-stuck = تغيير من { $author } لا يعمل على هذا الجهاز: تلزم العودة بدعوة جديدة
item-mismatch = ما يظهر لدى { $author } من البطاقات أو الإعدادات يختلف عما هنا

void-unreadable = لا يمكن قراءته.

## What members ask one another to approve; goes into item-approval

action-appoint = تكليف { $subject } بالاستضافة
action-remove = إخراج { $subject }
action-demote = إنهاء استضافة { $subject }
action-rules = تغيير القواعد
action-rejoin = عودة { $subject }
action-device = إخراج جهاز من أجهزة { $subject }
action-unknown = أمر لا يعرفه هذا الإصدار

## What was asked for here and is not done yet

wish-open-invite = فتح دعوة
wish-close-invite = إنهاء دعوة
wish-admit = الإذن لأحد بالدخول
wish-remove = إخراج { $subject }
wish-remove-device = إخراج جهاز
wish-appoint = تكليف { $subject } بالاستضافة
wish-demote = إنهاء استضافة { $subject }
wish-set-rule = تغيير قاعدة
wish-rename = تغيير اسمك
wish-update = تجديد مفتاحك

## Why a circle does not go on

status-leaving = مغادرتك هذه الحلقة جارية، ويُتمّها جهاز عضو آخر.
status-left = غادرت هذه الحلقة.
status-removed = أُخرجت من هذه الحلقة.
status-unlinked = أُخرج هذا الجهاز من الحلقة. وجودك فيها مستمر بأجهزتك الأخرى.
status-stuck = لا يمكن أن تستمر هذه الحلقة هنا: يلزم طلب دعوة والعودة بها.
status-expired = طال غيابك أو فقد المُرحِّل الحلقة: يلزم طلب دعوة والعودة بها.
status-restored = هذه الحلقة من نسخة احتياطية: يلزم طلب دعوة والعودة بها.
status-paused = يواصل أحد من الداخل، أو المُرحِّل، تخريب هذه الحلقة، فأُوقفت. يمكن لمن يستضيفها بدء حلقة جديدة ودعوة أهل الثقة.

## How a wish ended that was not carried out

end-pointless = لم يكن هناك ما يُفعل: الأمر كذلك أصلًا.
end-too-large = كبرت الحلقة على ما يسعه مُدخَل واحد.
end-unknown = تعذّر ذلك.

## How a request to join stands

join-waiting = في انتظار من يأذن لك بالدخول. تلزم مقارنة الكلمات الأربع معه.
join-admitted = أُذن لك بالدخول.
join-declined = لم يُؤذن لك بالدخول.
join-closed = انتهت هذه الدعوة: استُعملت أو أُلغيت أو انتهت مدتها أو لم توجد قط. يلزم طلب غيرها.
join-not-genuine = هذه الدعوة غير أصلية: ورقتها الأولى مفقودة أو لا تُفتح.
join-stale = لم يعد طريق الدخول صالحًا. يلزم طلب دعوة أخرى.

## Lengths of time

span-weeks =
    { $number ->
        [zero] { $number } أسبوع
        [one] أسبوع واحد
        [two] أسبوعين
        [few] { $number } أسابيع
        [many] { $number } أسبوعًا
       *[other] { $number } أسبوع
    }
span-days =
    { $number ->
        [zero] { $number } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $number } أيام
        [many] { $number } يومًا
       *[other] { $number } يوم
    }
span-hours =
    { $number ->
        [zero] { $number } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $number } ساعات
        [many] { $number } ساعة
       *[other] { $number } ساعة
    }
span-minutes =
    { $number ->
        [zero] { $number } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $number } دقائق
        [many] { $number } دقيقة
       *[other] { $number } دقيقة
    }
span-seconds =
    { $number ->
        [zero] { $number } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $number } ثوانٍ
        [many] { $number } ثانية
       *[other] { $number } ثانية
    }

## Why a change of the circle is void (docs/circle.md, section 9)

refusal-data = البيانات الموثَّقة ليست بصيغتها المعيارية أو لا تطابق الإضافات.
refusal-external = التغيير أو أحد مقترحاته من خارج الحلقة.
refusal-psk = يستعمل التغيير مفتاحًا مشتركًا سلفًا.
refusal-reinit = يقترح التغيير إعادة تأسيس المجموعة.
refusal-reference = أُخذ بالإحالة مقترح ليس مغادرة ذاتية.
refusal-no-path = ليس في التغيير مسار تحديث.
refusal-extensions = تغيّر ملحق من ملحقات سياق المجموعة غير السياسة.
refusal-policy = السياسة بعد التغيير مفقودة أو لا يمكن قراءتها.
refusal-stranger = صاحب التغيير ليس من الأعضاء.
refusal-member-id = هوية القادم ليست معرّف عضو من 16 بايتًا.
refusal-roster = السجل لا يسمّي أعضاء الشجرة بالضبط.
refusal-size = تصير الحلقة بذلك بلا أعضاء أو بأكثر من 50.
refusal-leaves = يصير لعضو بذلك أكثر من أربعة أجهزة.
refusal-no-host = تصير الحلقة بذلك بلا استضافة.
refusal-name-taken = يتشابه اسما عضوين.
refusal-name = غيّر اسم العضو غيرُ صاحبه.
refusal-relay = غيّر المُرحِّل من ليست له الاستضافة.
refusal-rules = غيّر القواعد من ليست له الاستضافة.
refusal-threshold = تغيّر عدد الموافقات المطلوبة دون موافقات كافية.
refusal-remove = أُخرج عضو دون موافقات كافية.
refusal-partial = أزال غيرُ صاحبه جهازًا من أجهزة عضو دون موافقات كافية.
refusal-rejoin = على العضو العائد أن يستبدل جهازًا واحدًا من أجهزته بالضبط.
refusal-rejoin-unsigned = الجهاز المستبدَل لم يوقّع على العودة.
refusal-device = أضاف جهازًا آخر غيرُ صاحبه.
refusal-code-missing = إضافة لا تستهلك دعوة، أو جهاز آخر يستهلك واحدة.
refusal-code-unknown = إضافة تستهلك دعوة غير مفتوحة.
refusal-code-overspent = استُهلكت دعوة أكثر مما لها من استعمالات.
refusal-code-count = ما بقي من استعمالات دعوة لا يطابق ما استُهلك.
refusal-code-changed = تغيّر مُصدر دعوة مفتوحة أو حصتها.
refusal-code-opened = فُتحت دعوة باسم آخر، أو دون حق، أو مستعملة جزئيًّا.
refusal-code-closed = أغلق دعوة من ليس مُصدرها ولا له الاستضافة.
refusal-codes-kept = بقيت دعوات مفتوحة مع أن أحدًا أُخرج.
refusal-adder = صاحب الإضافة ليست له الاستضافة، ولا دعوة له ما زال يحق له أن يدعو بها.
refusal-appoint = كُلّف عضو بالاستضافة دون موافقات كافية.
refusal-demote = انتُزعت الاستضافة من عضو دون موافقات كافية.
refusal-role = غيّر دورًا آخر من ليست له الاستضافة.
refusal-newcomer-role = جاء قادم ومعه دور.
refusal-identity = جهاز باقٍ يحمل معرّف عضو آخر.

## What could not be done: the vault

error-no-vault = لا شيء مخزَّن في هذا المتصفح بعد.
error-vault-exists = في هذا المتصفح ملاحظات من قبل، ولم يتغير شيء.
error-vault-locked = ملاحظاتك مقفلة.
error-wrong-passphrase = عبارة المرور هذه غير صحيحة.
error-passphrase-empty = عبارة المرور الفارغة لا تحمي شيئًا.
error-passphrase-not-text = في عبارة المرور علامات لا يمكن حفظها.
error-vault-damaged = ما هو مخزَّن في هذا المتصفح تالف: تغيّر فيه شيء، أو في الجهاز خلل.
error-vault-storage = لا يستطيع المتصفح حفظ شيء: لا مساحة باقية، أو هو يمنع ذلك (كما قد تفعل النافذة الخاصة).
error-elsewhere = ملاحظاتك مفتوحة في علامة تبويب أخرى لا تجيب. يمكن إغلاقها أو المتابعة هناك.
error-owner-gone = أُغلقت علامة التبويب التي كانت تقوم بهذا. تُرجى المحاولة من جديد.
error-browser = ينقص هذا المتصفح شيء لازم هنا. ينفع متصفح أحدث وعنوان يبدأ بـ https.
error-setting = لا يمكن ضبط هذا هكذا.
error-unexpected = حدث خطأ هنا. تُرجى المحاولة من جديد.

## What could not be done: the relay

error-offline = تعذّر الوصول إلى المُرحِّل الآن.
error-other-relay = هذه الدعوة لمُرحِّل آخر: { $relay }. تُستعمل بفتح ذلك العنوان.
error-relay-misbehaved = المُرحِّل لا يلتزم بالبروتوكول.
error-relay-refused = رفض المُرحِّل: غير معروف أو انتهت صلاحيته أو استُنفد.
error-relay-busy = المُرحِّل مشغول. تُرجى المحاولة بعد قليل.
error-relay-pass = يطلب هذا المُرحِّل تصريحًا ممن يشغّله.
error-relay-storage = لا يستطيع المُرحِّل تخزين شيء الآن.
error-box-full = لا مكان لهذا عند المُرحِّل، ويفسح مكانًا مع التغيير التالي للحلقة.
error-box-sealed = تقدّمت الحلقة في هذه الأثناء. تُرجى المحاولة من جديد.

## What could not be done: circles and members

error-no-circle = لا توجد حلقة كهذه هنا.
error-circle-elsewhere = تلتقي هذه الحلقة عند مُرحِّل آخر: { $relay }. تُفتح من ذلك العنوان.
error-circle-ended = انتهت هذه الحلقة هنا.
error-leave-first = تلزم مغادرة الحلقة أولًا.
error-only-host = لا استضافة لغيرك: يلزم أولًا تكليف عضو آخر بها.
error-label =
    { $most ->
        [zero] اسم الحلقة فارغ.
        [one] اسم الحلقة محرف واحد ظاهر.
        [two] في اسم الحلقة محرف أو محرفان، كلها ظاهرة.
        [few] في اسم الحلقة من محرف إلى { $most } محارف، كلها ظاهرة.
        [many] في اسم الحلقة من محرف إلى { $most } محرفًا، كلها ظاهرة.
       *[other] في اسم الحلقة من محرف إلى { $most } محرف، كلها ظاهرة.
    }
error-name =
    { $most ->
        [zero] الاسم فارغ.
        [one] الاسم محرف واحد ظاهر.
        [two] في الاسم محرف أو محرفان، كلها ظاهرة.
        [few] في الاسم من محرف إلى { $most } محارف، كلها ظاهرة.
        [many] في الاسم من محرف إلى { $most } محرفًا، كلها ظاهرة.
       *[other] في الاسم من محرف إلى { $most } محرف، كلها ظاهرة.
    }
error-pass = هذا ليس تصريحًا لهذا المُرحِّل.
error-no-member = لم يعد هناك عضو كهذا.
error-no-rule = لا توجد قاعدة كهذه.
error-rule-value = لا تأخذ القاعدة هذه القيمة.

## What could not be done: talking

error-no-item = لم تعد هذه الرسالة هنا.
error-not-yours = لا يغيّرها إلا من كتبها.
error-message = طول الرسالة من محرف إلى { $most }، وتنبيه المحتوى لا يزيد على { $mostWarning }.
error-emoji = لا يصلح هذا تفاعلًا.
error-card = في البطاقة لا يزيد طول الاسم على { $mostName }، والضمائر على { $mostPronouns }، والبقية على { $mostAbout }.
error-timer = لا يمكن أن تختفي الرسائل بعد تلك المدة.
error-timer-by-hosts = في هذه الحلقة يقرر من لهم الاستضافة وحدهم متى تختفي الرسائل.

## What could not be done: inviting

error-invite-uses =
    { $most ->
        [zero] لا دعوات هنا.
        [one] الدعوة لشخص واحد.
        [two] الدعوة لشخص أو شخصين.
        [few] الدعوة لشخص واحد إلى { $most } أشخاص.
        [many] الدعوة لشخص واحد إلى { $most } شخصًا.
       *[other] الدعوة لشخص واحد إلى { $most } شخص.
    }
error-invite-expires = لا يمكن أن تنتهي الدعوة في ذلك الوقت.
error-invite-by-hosts = في هذه الحلقة الدعوة لمن لهم الاستضافة وحدهم.
error-invite-not-opened = تعذّر فتح الدعوة.
error-no-invite = لم تعد هناك دعوة كهذه.
error-no-knock = لم يعد أحد ينتظر هناك.
error-knock-frozen = طلب شخصان الدخول بهذه الدعوة وهي لواحد: صارت في يدين. يلزم إلغاؤها وإعطاء كل شخص دعوة خاصة به.
error-knock-stale = هذا الطلب غير سليم أو مضت عليه أكثر من أربعة أسابيع: يلزم طلب جديد.
error-knock-name =
    { $most ->
        [zero] لا يصلح هذا الاسم هنا. يلزم اختيار غيره.
        [one] لا يصلح هذا الاسم هنا: محرف واحد ظاهر. يلزم اختيار غيره.
        [two] لا يصلح هذا الاسم هنا: محرف ظاهر أو محرفان. يلزم اختيار غيره.
        [few] لا يصلح هذا الاسم هنا: من محرف إلى { $most } محارف ظاهرة. يلزم اختيار غيره.
        [many] لا يصلح هذا الاسم هنا: من محرف إلى { $most } محرفًا ظاهرًا. يلزم اختيار غيره.
       *[other] لا يصلح هذا الاسم هنا: من محرف إلى { $most } محرف ظاهر. يلزم اختيار غيره.
    }
error-name-taken = في الحلقة اسم يشبه هذا الاسم. يلزم اختيار غيره.
error-newcomer-gone = لم يعد القادم الجديد في الحلقة.

## What could not be done: joining

error-code-too-long = هذا أطول من أي دعوة.
error-code-form = هذه ليست دعوة. الدعوة تشبه join-XXXXX-…@relay أو هي رابط.
error-code-length = في الدعوة { $most } من الحروف والأرقام، وفي هذه { $number }.
error-code-letter = ليس في الدعوات حرف U أبدًا. يُرجى النظر فيها من جديد.
error-code-check = في هذه الدعوة حرف خاطئ، أو اسم المُرحِّل خاطئ. يُرجى النظر فيها من جديد.
error-code-version = هذه الدعوة لإصدار أحدث من هذه الصفحة.
error-code-device = هذا رمز لربط جهاز لصاحبه، وليس دعوة. مكانه في الإعدادات تحت «أجهزتك».
error-code-join = هذه دعوة إلى حلقة، ولا تربط جهازًا.
error-device-name = لا يكون اسم الجهاز فارغًا، ولا يزيد طوله على { $most }.
error-device-code = انتهى رمز الجهاز هذا أو لم يوجد قط: يلزم رمز جديد.
error-device-circles = يربط الرمز الواحد { $most } من الحلقات على الأكثر، ولك أكثر منها: الربط يكون من الطرفية.
error-no-device = لم يعد هذا الجهاز في الحلقة.
error-only-device = هذا جهازك الوحيد في الحلقة: لا خروج له إلا بمغادرتها.
error-code-relay = آخر هذه الدعوة ليس عنوان مُرحِّل.
error-note-long =
    { $most ->
        [zero] لا مكان هنا لكلمات مرفقة.
        [one] لا تزيد الكلمات المرفقة على محرف واحد.
        [two] لا تزيد الكلمات المرفقة على محرفين.
        [few] لا تزيد الكلمات المرفقة على { $most } محارف.
        [many] لا تزيد الكلمات المرفقة على { $most } محرفًا.
       *[other] لا تزيد الكلمات المرفقة على { $most } محرف.
    }
error-rejoin-ended = انتهت هذه الحلقة هنا: يكون الدخول إليها من جديد بصفة عضو جديد.
error-no-join = لا يوجد طلب كهذا منك.
