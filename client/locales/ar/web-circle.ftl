### The screen of a circle: what was said, and where one writes.

## The head

talk-menu = ما يمكن فعله في { $circle }
talk-members = الأعضاء
talk-invite = دعوة أحد
talk-knocks = من يريد الدخول
talk-verify = مقارنة كلمات الحلقة
talk-card = بطاقتي
talk-policy = القواعد
talk-leave = مغادرة الحلقة
talk-connecting = جارٍ الاتصال بالمُرحِّل …
talk-offline = تعذّر الوصول إلى المُرحِّل.
talk-retry =
    { $number ->
        [zero] تُعاد المحاولة الآن.
        [one] تُعاد المحاولة بعد ثانية.
        [two] تُعاد المحاولة بعد ثانيتين.
        [few] تُعاد المحاولة بعد { $number } ثوانٍ.
        [many] تُعاد المحاولة بعد { $number } ثانية.
       *[other] تُعاد المحاولة بعد { $number } ثانية.
    }
talk-retry-now = المحاولة الآن
talk-catching-up = جارٍ اللحاق بما فات …
talk-work = جارٍ العمل لقاء خدمة المُرحِّل، بدل الدفع له …
talk-key = جارٍ الفتح …

## The timeline

talk-older = إظهار رسائل أقدم
talk-newest = الانتقال إلى أحدث رسالة
talk-unread = الجديد منذ آخر حضور لك
talk-empty-title = لم يُقل شيء بعد
talk-empty = ما يُقال هنا يقرؤه الأعضاء ولا أحد غيرهم.
talk-alone-title = أنت أول من وصل
talk-alone = يمكنك دعوة أهل ثقتك. لكل شخص دعوة خاصة به.
talk-came = { $author }: { $text }
talk-came-hidden = رسالة من { $author }
talk-came-many =
    { $number ->
        [zero] لا جديد
        [one] شيء جديد واحد
        [two] شيئان جديدان
        [few] { $number } أشياء جديدة
        [many] { $number } شيئًا جديدًا
       *[other] { $number } شيء جديد
    }
talk-news = الجديد في هذه الحلقة
talk-crossed =
    { $others ->
        [zero] لا آخرين هنا
        [one] لم يصل خبر من العضو الآخر بعد ذلك
        [two] وصل خبر من { $crossed } من العضوين الآخرين بعد ذلك
        [few] وصل خبر من { $crossed } من { $others } أعضاء آخرين بعد ذلك
        [many] وصل خبر من { $crossed } من { $others } عضوًا آخر بعد ذلك
       *[other] وصل خبر من { $crossed } من { $others } عضو آخر بعد ذلك
    }
talk-compare = مقارنة كلمات الحلقة
talk-to-members = النظر في الأعضاء
talk-to-rules = النظر في القواعد
talk-warn-gap = يفيد سؤال الآخرين: هل فاتك شيء مهم؟
talk-warn-fork = إلى أن تتطابق الكلمات في مكالمة، يلزم ألا يُقال هنا ما قد يضر أحدًا.
talk-warn-behind = قد يصل لاحقًا. فإن لم يصل فتلزم مقارنة الكلمات في مكالمة.
talk-warn-void = لم يتغير شيء. وإن تكرر فيحسن الحديث عنه مع أهل ثقتك بطريق آخر.
talk-warn-noise = واحد لا يضر. فإن كثرت فربما يحاول أحد تعكير الحلقة.
talk-warn-stuck = يلزم طلب دعوة من أحد الأعضاء: بها تعود عضويتك كما كانت.
talk-warn-mismatch = تلزم مقارنة الكلمات في مكالمة، ثم سؤال الطرف الآخر عما يظهر عنده.

## A message

talk-you = أنت
talk-message = { $author }، { $when }
talk-actions = ما يمكن فعله بهذه الرسالة من { $author }
talk-reply = رد
talk-react = تفاعل
talk-who = أصحاب التفاعلات
talk-edit = تعديل
talk-retract = سحب
talk-retract-title = سحب هذه الرسالة؟
talk-retract-warning = تُمحى كلماتها من أجهزة الآخرين، وتبقى علامة على أن شيئًا كان هنا. ربما قرأها آخرون، وقد يحتفظ بها برنامج معدّل.
talk-retracted = سُحبت
talk-muted = من شخص كتمته
talk-show = إظهار
talk-hide = إخفاء
talk-hidden = كلمات مخفية
talk-in-reply = ردًّا على
talk-reply-gone = ردًّا على شيء لم يعد هنا
talk-reply-earlier = ردًّا على رسالة أقدم
talk-edited = معدّلة
talk-tone-listen = يُرجى الإصغاء فقط
talk-tone-advice = النصيحة موضع ترحيب
talk-expires = تختفي { $when }
talk-waiting = تنتظر الخروج
talk-waiting-reaction = تفاعلك ينتظر الخروج
talk-copy-failed = لا يسمح المتصفح بنسخ هذا.
talk-open-title = فتح هذا العنوان؟
talk-open-warning = سيرى الموقع عنوان شبكتك ووقت زيارتك. وقد يدلّه العنوان نفسه على من شاركه.
talk-open-leads = يؤدي إلى { $host }.
talk-open = فتح

## Reactions

talk-reactions = التفاعلات
talk-reaction =
    { $number ->
        [zero] { $emoji } من { $number }: { $names }
        [one] { $emoji } من { $names }
        [two] { $emoji } من اثنين: { $names }
        [few] { $emoji } من { $number }: { $names }
        [many] { $emoji } من { $number }: { $names }
       *[other] { $emoji } من { $number }: { $names }
    }
talk-react-with = تفاعل بـ{ $emoji }
talk-react-other = رمز تعبيري آخر من لوحة المفاتيح

## Writing

compose-text = الرسالة
compose-placeholder = نص الرسالة …
compose-send = إرسال
compose-save = حفظ التعديل
compose-options = تنبيه المحتوى والنبرة والمدة
compose-left =
    { $number ->
        [zero] لم يبق أي محرف
        [one] بقي محرف واحد
        [two] بقي محرفان
        [few] بقيت { $number } محارف
        [many] بقي { $number } محرفًا
       *[other] بقي { $number } محرف
    }
compose-over =
    { $number ->
        [zero] لا زيادة
        [one] محرف واحد زائد
        [two] محرفان زائدان
        [few] { $number } محارف زائدة
        [many] { $number } محرفًا زائدًا
       *[other] { $number } محرف زائد
    }
compose-later = تُحفظ هنا وتخرج حين يمكن الوصول إلى المُرحِّل.
compose-reply = ردًّا على { $author }
compose-editing = هذه الرسالة قيد التعديل
compose-cw = تنبيه إلى المحتوى
compose-cw-hint = تبقى الرسالة مطوية خلف هذه الكلمات حتى يفتحها أحد.
compose-tone = ما الذي يفيدك
compose-tone-none = لا شيء محدد
compose-tone-listen = يُرجى الإصغاء فقط
compose-tone-advice = النصيحة موضع ترحيب
compose-timer = تختفي بعد
compose-timer-circle = { $span }، كما في الحلقة كلها
compose-with-cw = تنبيه إلى المحتوى: { $cw }
compose-with-timer = تختفي بعد { $span }

## Circles that have ended here

talk-come-back = العودة بدعوة
talk-forget = محوها من هنا
talk-forget-title = محو هذه الحلقة من هنا؟
talk-forget-warning = يزول عندئذ كل ما قيل فيها من هذا المتصفح نهائيًّا.
