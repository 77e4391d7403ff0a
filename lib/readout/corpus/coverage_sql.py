"""The queries of `Coverage`, over the tables of a corpus and `picked`: the articles, with outlet and story.

The query of a table has its name in capitals. The first is of `Corpus.search`.
"""

from readout.corpus.rows import LINKS

PASSAGES = rf"""
    WITH forms AS (
        SELECT l.article, actor, l.name, linked, lower(unnest(list_concat([l.name, linked_name], aliases))) AS form
        FROM {LINKS} l JOIN actors a ON a.article = l.article AND a.id = l.actor
    ),
    who AS (SELECT DISTINCT article, name FROM forms
            WHERE form = lower($actor) OR linked IN (SELECT linked FROM forms WHERE form = lower($actor))),
    whom AS (SELECT DISTINCT article, actor FROM forms
             WHERE form = lower($phrase) OR linked IN (SELECT linked FROM forms WHERE form = lower($phrase))),
    about AS (
        SELECT article, unnest(mentions) AS span FROM whom JOIN actors a USING (article) WHERE a.id = whom.actor
        UNION ALL
        SELECT article, unnest(mentions) FROM keywords WHERE lower(phrase) = lower($phrase)
    ),
    spoken AS (  -- what somebody says, or each sentence
        SELECT p.article, speaker, start, "end", text, unnest(content) AS part
        FROM attributions p JOIN who ON p.article = who.article AND speaker = who.name
        UNION ALL
        SELECT article, voice, start, "end", text, [start, "end"] FROM sentences WHERE $actor = ''
    ),
    found AS (
        SELECT DISTINCT s.article, speaker, start, "end", text
        FROM spoken s LEFT JOIN about ON about.article = s.article AND span[1] >= part[1] AND span[2] <= part[2]
        WHERE $phrase = '' OR span IS NOT NULL
            OR regexp_matches(text, '(^|\W)' || regexp_escape($phrase) || '($|\W)', 'i')
    )
    SELECT f.article, outlet, published, title, speaker, f.start, f."end", coalesce(s.text, f.text) AS text
    FROM found f JOIN articles ON id = f.article
    LEFT JOIN sentences s ON s.article = f.article AND f.start >= s.start AND f.start < s."end"
    ORDER BY published, f.article, f.start
"""

# two articles carry one text where half of the five-word sequences (shingles) of the shorter stand in the other;
# shingles in more than 50 articles are set phrases, and are passed over. `share`: of the article's, in the other
COPIES = """
    CREATE OR REPLACE TEMP TABLE copies AS
    WITH every AS (SELECT rank, unnest(shingles) AS h FROM ranked),
         kept AS (FROM every SEMI JOIN (SELECT h FROM every GROUP BY h HAVING count(*) <= 50) USING (h)),
         sizes AS (SELECT rank, count(*) AS size FROM kept GROUP BY rank),
         common AS (SELECT a.rank AS one, b.rank AS other, count(*) AS number FROM kept a JOIN kept b USING (h)
                    WHERE a.rank < b.rank GROUP BY ALL HAVING number >= 5),
         pairs AS (SELECT one, other, number, s.size AS size_one, t.size AS size_other
                   FROM common JOIN sizes s ON s.rank = one JOIN sizes t ON t.rank = other
                   WHERE number >= 0.5 * least(s.size, t.size))
    SELECT one AS rank, other, number / size_one AS share FROM pairs
    UNION ALL SELECT other, one, number / size_other FROM pairs
"""
COPY_PAIRS = "SELECT rank, other FROM copies WHERE rank < other"
TAKEN = """
    SELECT a.article, min_by(o.article, o.rank) FILTER (o.rank < a.rank) AS copy_of,
           max(share) FILTER (o.outlet <> a.outlet AND NOT coalesce(o.published > a.published, false)) AS taken
    FROM copies c JOIN ranked a ON a.rank = c.rank JOIN ranked o ON o.rank = c.other GROUP BY a.article
"""
ARTICLES = """
    SELECT id AS article, title, CAST(published AS TIMESTAMP) AS published,
           CAST(date_trunc('{by}', published) AS TIMESTAMP) AS period, outlet, url, words,
           nullif(regexp_extract(source, '([^/\\\\]+)[/\\\\]results[.]json$', 1), '') AS report, shingles
    FROM articles ORDER BY id
"""
# `carried`: the articles, each with the day on which its story was first seen. `named`: the actors of each article by
# the names of the article (`name`) and of the corpus (`actor`); descriptions ("officials") stand for nobody in
# particular, and are no names. `said`: the ties by the names of the corpus
NAMED = """
    CREATE OR REPLACE TEMP VIEW carried AS
    SELECT *, min(published) OVER (PARTITION BY story) AS first_seen FROM picked;
    CREATE OR REPLACE TEMP TABLE named AS
    SELECT p.article, p.outlet, p.story, p.period, a.name, coalesce(l.linked_name, a.name) AS actor, a.kind,
           l.rule, l.rule IS DISTINCT FROM 'not joined' AS is_name
    FROM picked p JOIN actors a USING (article)
    LEFT JOIN actor_links l ON l.article = a.article AND l.actor = a.id;
    CREATE OR REPLACE TEMP TABLE said AS
    SELECT p.article, p.outlet, p.story, p.period, p.published, p.title, p.url, p.report,
           s.actor AS source, g.actor AS target, t.label, t.confidence, t.text, s.is_name AND g.is_name AS of_names
    FROM ties t JOIN picked p USING (article)
    JOIN named s ON s.article = t.article AND s.name = t.source
    JOIN named g ON g.article = t.article AND g.name = t.target
    WHERE s.actor <> g.actor
"""
FORMS = "SELECT DISTINCT lower(unnest([actor, name])) AS form, actor FROM named"
RANKED = """
    SELECT actor FROM named WHERE kind <> 'issue' AND is_name GROUP BY actor
    ORDER BY count(DISTINCT story) DESC, count(DISTINCT article) DESC, actor LIMIT {top}
"""
# `tones`: the tone towards each actor looked at (`focus`) by outlet and story; `moves`: by story, with its first
# period; `wanted_ties`: those of the actors asked for, else of all actors with a name ("officials" vary), with the
# number of stories of the pair
TONES = """
    CREATE OR REPLACE TEMP TABLE tones AS
    SELECT actor, place, outlet, story, min(period) AS period, avg(positive - negative) AS tone,
           avg(negative + positive - (positive - negative) ** 2) AS variance
    FROM targets t JOIN named n ON n.article = t.article AND n.name = t.target JOIN focus USING (actor)
    GROUP BY actor, place, outlet, story;
    CREATE OR REPLACE TEMP TABLE moves AS
    SELECT actor, place, story, min(period) AS period, avg(tone) AS tone FROM tones WHERE period IS NOT NULL
    GROUP BY actor, place, story;
    CREATE OR REPLACE TEMP VIEW wanted_ties AS
    SELECT *, count(DISTINCT story) OVER pair AS size, max(confidence) OVER pair AS most FROM said
    WHERE if({asked}, source IN (SELECT actor FROM focus) OR target IN (SELECT actor FROM focus), of_names)
    WINDOW pair AS (PARTITION BY source, target)
"""
DAYS = """
    WITH dated AS (SELECT outlet, published FROM picked WHERE published IS NOT NULL),
         span AS (SELECT min(published) AS first, max(published) AS last, date_diff('day', first, last) AS days,
                         CASE WHEN days <= 120 THEN 'day' WHEN days <= 730 THEN 'week' ELSE 'month' END AS unit
                  FROM dated),
         every AS (SELECT unnest(generate_series(date_trunc(unit, first), date_trunc(unit, last),
                                                 CAST('1 ' || unit AS INTERVAL))) AS day FROM span),
         output AS (SELECT outlet, date_trunc(unit, published) AS day, count(*) AS number
                    FROM dated, span GROUP BY ALL),
         counts AS (SELECT outlet, day, coalesce(number, 0) AS articles
                    FROM (SELECT DISTINCT outlet FROM dated) CROSS JOIN every LEFT JOIN output USING (outlet, day)),
         runs AS (SELECT *, count(*) FILTER (articles > 0) OVER (PARTITION BY outlet ORDER BY day) AS run,
                         avg(articles) OVER (PARTITION BY outlet) AS pace FROM counts)
    SELECT outlet, CAST(day AS TIMESTAMP) AS day, articles,
           articles = 0 AND exp(-pace * count(*) FILTER (articles = 0) OVER (PARTITION BY outlet, run)) < 0.01 AS gap
    FROM runs ORDER BY outlet, day
"""
FAILURES = """
    SELECT if(contains(source, '://'), source, regexp_replace(source, '^.*/', '')) AS source, why
    FROM failures ORDER BY ALL
"""
STORIES = """
    SELECT story, first(title ORDER BY published, article) AS title, any_value(first_seen) AS first_seen,
           string_agg(DISTINCT outlet, ', ' ORDER BY outlet)
               FILTER (published IS NOT DISTINCT FROM first_seen) AS first,
           string_agg(DISTINCT outlet, ', ' ORDER BY outlet) AS outlets, count(*) AS articles
    FROM carried GROUP BY story HAVING count(*) > 1
    ORDER BY count(DISTINCT outlet) DESC, articles DESC, first_seen, story
"""
OWN_TEXT = """
    WITH about AS (SELECT story, count(DISTINCT outlet) AS carriers,
                          count(DISTINCT outlet) FILTER (published = first_seen) AS firsts FROM carried GROUP BY story)
    SELECT outlet, count(*) AS articles, count(DISTINCT story) AS stories,
           count(DISTINCT story) FILTER (carriers > 1) AS shared,
           count(DISTINCT story) FILTER (carriers > 1 AND firsts = 1 AND published = first_seen) AS first,
           avg(own_text) AS own_text
    FROM carried JOIN about USING (story) GROUP BY outlet ORDER BY articles DESC, outlet
"""
ATTENTION = """
    WITH output AS (SELECT outlet, period, count(*) AS number FROM picked WHERE period IS NOT NULL GROUP BY ALL),
         hits AS (SELECT actor, outlet, period, count(DISTINCT article) AS articles FROM named GROUP BY ALL)
    SELECT actor, outlet, period, coalesce(articles, 0) AS articles, number AS of,
           coalesce(articles, 0) / number AS share
    FROM output CROSS JOIN focus LEFT JOIN hits USING (actor, outlet, period) ORDER BY actor, outlet, period
"""
PRESENCE = """
    WITH output AS (SELECT outlet, count(DISTINCT story) AS number FROM picked GROUP BY outlet),
         hits AS (SELECT actor, outlet, count(DISTINCT story) AS stories FROM named GROUP BY ALL),
         kinds AS (SELECT actor, mode(kind) AS kind, count(DISTINCT story) AS size FROM named GROUP BY actor)
    SELECT actor, kind, outlet, coalesce(stories, 0) AS stories, number AS of, coalesce(stories, 0) / number AS share,
           size AS all_stories
    FROM output CROSS JOIN focus LEFT JOIN hits USING (actor, outlet) JOIN kinds USING (actor)
    ORDER BY size DESC, actor, share DESC, outlet
"""
ACTOR_LINKS = """
    SELECT name AS form, actor, rule, count(DISTINCT article) AS articles
    FROM named WHERE name <> actor GROUP BY ALL ORDER BY articles DESC, actor, form
"""
# lists of values, a story each, of which the intervals are made
TONE_BY_OUTLET = """
    SELECT actor, outlet, count(*) AS stories, avg(tone) AS tone, list(tone ORDER BY story) AS tones,
           list(variance ORDER BY story) AS variances
    FROM tones GROUP BY actor, place, outlet ORDER BY place, tone, outlet
"""
TONE_DIFFERENCES = """
    WITH pairs AS (SELECT actor, a.outlet AS one, b.outlet AS two, count(*) AS stories, avg(a.tone - b.tone) AS mean,
                          list(a.tone - b.tone ORDER BY story) AS tones
                   FROM tones a JOIN tones b USING (actor, story) WHERE a.outlet < b.outlet
                   GROUP BY actor, one, two HAVING count(*) >= 2)
    SELECT actor, if(mean <= 0, one, two) AS outlet, if(mean <= 0, two, one) AS other, stories,
           -abs(mean) AS difference, [if(mean <= 0, tone, -tone) FOR tone IN tones] AS tones
    FROM pairs ORDER BY actor, one, two
"""
TONE_CHANGES = """
    SELECT p.actor, p.period, list(tone ORDER BY story) FILTER (m.period < p.period) AS before,
           list(tone ORDER BY story) FILTER (m.period = p.period) AS after
    FROM (SELECT DISTINCT actor, period FROM moves) p JOIN moves m ON m.actor = p.actor AND m.period <= p.period
    GROUP BY ALL HAVING len(before) >= {least} AND len(after) >= {least} ORDER BY p.actor, p.period
"""
TONE_OVER_TIME = """
    SELECT actor, period, count(*) AS stories, avg(tone) AS tone FROM moves
    GROUP BY actor, place, period ORDER BY place, period
"""
TIES_BY_OUTLET = """
    WITH meets AS (SELECT a.outlet, source, target, count(DISTINCT a.story) AS size_of
                   FROM (SELECT DISTINCT source, target FROM wanted_ties) JOIN named a ON a.actor = source
                   JOIN named b ON b.actor = target AND b.article = a.article
                   GROUP BY a.outlet, source, target)
    SELECT source, target, label, outlet, count(DISTINCT story) AS stories, size_of AS of,
           count(DISTINCT story) / size_of AS share, max(confidence) AS confidence
    FROM wanted_ties JOIN meets USING (outlet, source, target)
    GROUP BY source, target, label, outlet, size_of, size, most
    ORDER BY size DESC, most DESC, source, target, count(DISTINCT story) DESC, outlet, label
"""
TIE_PASSAGES = """
    SELECT source, target, label, outlet, published, title, url, report, article, confidence, text
    FROM wanted_ties ORDER BY size DESC, most DESC, source, target, outlet, label, published, article
"""
_KINDS = ("named", "unnamed", "vague", "none")
_SHARES = ", ".join(f"coalesce(sum(size) FILTER (kind = '{kind}'), 0) / sum(size) AS \"{kind}\"" for kind in _KINDS)
VOICES_BY_OUTLET = f"""
    WITH every AS (SELECT p.outlet, coalesce(n.actor, speaker) AS voice, coalesce(source_kind, 'none') AS kind,
                          list_sum([span[2] - span[1] FOR span IN content]) AS size
                   FROM attributions t JOIN picked p USING (article)
                   LEFT JOIN named n ON n.article = t.article AND n.name = t.speaker),
         first AS (SELECT outlet, sum(size) AS three FROM
                   (SELECT outlet, voice, sum(size) AS size FROM every WHERE kind = 'named' GROUP BY outlet, voice
                    QUALIFY row_number() OVER (PARTITION BY outlet ORDER BY sum(size) DESC, voice) <= 3)
                   GROUP BY outlet)
    SELECT outlet, count(*) AS statements, count(DISTINCT voice) FILTER (kind = 'named') AS speakers,
           {_SHARES}, coalesce(any_value(three), 0) / sum(size) AS three
    FROM every LEFT JOIN first USING (outlet) GROUP BY outlet ORDER BY statements DESC, outlet
"""
DISTINCTIVE_WORDS = """
    SELECT DISTINCT p.outlet, p.story, coalesce(n.actor, k.phrase) AS phrase
    FROM keywords k JOIN picked p USING (article)
    LEFT JOIN named n ON n.article = k.article AND n.name = k.phrase ORDER BY ALL
"""
# what the first third of the time lacks
NEW = """
    WITH early AS (SELECT min(period) + (max(period) - min(period)) / 3 AS until FROM picked),
         every AS (SELECT 'new actor' AS change, actor AS what, NULL AS after, period, story FROM named
                   WHERE kind <> 'issue' AND is_name
                   UNION ALL SELECT 'new tie', source || ' → ' || target, label, period, story FROM said WHERE of_names)
    SELECT change, min(period) AS period, what, NULL AS before, mode(after) AS after, count(DISTINCT story) AS stories
    FROM every WHERE period IS NOT NULL GROUP BY change, what
    HAVING min(period) > (SELECT until FROM early) AND count(DISTINCT story) >= 2
    ORDER BY change DESC, stories DESC, period, what
"""
# periods in which most stories say of a pair the contrary of what most stories before had said
CHANGES = """
    WITH signs AS (SELECT source || ' → ' || target AS what, period,
                          count(DISTINCT story) FILTER (label = 'opposes') AS against,
                          count(DISTINCT story) FILTER (label = 'supports') AS behind
                   FROM said WHERE period IS NOT NULL AND of_names GROUP BY ALL),
         sums AS (SELECT *, sum(against) OVER earlier AS was_against, sum(behind) OVER earlier AS was_behind FROM signs
                  WINDOW earlier AS (PARTITION BY what ORDER BY period
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
         sides AS (SELECT *, sign(behind - against) AS side, sign(was_behind - was_against) AS was FROM sums
                   WHERE greatest(was_against, was_behind) >= 2)
    SELECT 'turned tie' AS change, min(period) AS period, what,
           if(side > 0, 'opposes', 'supports') AS before, if(side > 0, 'supports', 'opposes') AS after,
           CAST(sum(greatest(against, behind)) AS BIGINT) AS stories
    FROM sides WHERE side <> 0 AND side = -was GROUP BY what, side HAVING sum(greatest(against, behind)) >= 2
    ORDER BY stories DESC, what
"""
