"""Exports of databases of news, made up, in the forms in which people download them."""

FIRST = "The district attorney said on Sunday that he would not charge the captain of the ferry after the crash."
SECOND = "The Harbour League asked why the ferry company and its owners had known of the rust for a year."
THIRD = "Mayor Ilse Brandt praised the judge and said that the council would sue the owner before the summer."

NEXIS = f"""
                               1 of 2 DOCUMENTS

                    Copyright 2015 Harbour Newspapers, Inc.
                              All Rights Reserved
                  Eastport State Journal (Eastport, Vestmark)

                              May 17, 2015 Sunday
                                 ALL EDITION

SECTION: LOCAL; Chris Rowe; Pg. B1

LENGTH: 743 words

HEADLINE: FERRY CRASHES ARE NOT ALL ALIKE

BYLINE:  CHRIS ROWE  crowe@eastport.example, 608-252-0000

BODY:

The district attorney said on Sunday that he would not charge the captain of the
ferry after the crash.

{SECOND}

GRAPHIC: The ferry. Photo by A. Poe

SUBJECT: FERRIES (93%); LAW ENFORCEMENT (90%); MARITIME MISCONDUCT (90%)

LOAD-DATE: May 19, 2015

                               2 of 2 DOCUMENTS


                           The Harwick Times (London)

                           January 11, 2010 Monday

Council sues the owner

BYLINE: Jane Doe and John Roe

SECTION: HOME PAGES

LENGTH: 355 words


{SECOND}

{THIRD}

LOAD-DATE: January 11, 2010

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                    Copyright 2010 Harwick Newspapers Limited
                              All Rights Reserved
"""

NEXIS_UNI = f"""User Name: Ann Poe
Date and Time: Friday, 5 June 2020 10:12:00 AM CEST
Job Number: 118400000
Documents (2)
1. Ferry crashes are not all alike
Client/Matter: -None-
2. Council sues the owner
Client/Matter: -None-

Ferry crashes are not all alike
Eastport State Journal
May 17, 2015 Sunday

Copyright 2015 Harbour Newspapers, Inc. All Rights Reserved

Section: LOCAL; Pg. B1
Length: 743 words
Byline: Chris Rowe
Highlight: A question about the owners
Body

{FIRST}

{SECOND}

Classification

Language: ENGLISH

Load-Date: May 19, 2015

End of Document

Council sues the owner
The Harwick Times
January 11, 2010 Monday 9:15 AM GMT

Copyright 2010 Harwick Newspapers Limited All Rights Reserved

Section: HOME
Length: 355 words
Byline: Jane Doe and John Roe
Body

{SECOND}

{THIRD}

Load-Date: January 11, 2010

End of Document
"""

FACTIVA = f"""Local
Ferry crashes are not all alike

By Chris Rowe
743 words
17 May 2015
04:10
Eastport State Journal
ESTJ
All
B1
English
(c) 2015 Harbour Newspapers, Inc.

{FIRST}

{SECOND}

Document ESTJ000020150519eb5h0000d

Council sues the owner

Jane Doe
355 words
11 January 2010
The Harwick Times
HRTM
English
(c) 2010 Harwick Newspapers Limited

{SECOND}

{THIRD}

Document HRTM000020100111e61b0001x

Search Summary
Text ferry
"""

FACTIVA_TAGS = f"""HD Ferry crashes are not all alike
BY Chris Rowe
WC 743 words
PD 17 May 2015
SN Eastport State Journal
SC ESTJ
LA English
CY (c) 2015 Harbour Newspapers, Inc.
LP
{FIRST}
TD
{SECOND}

CO harlea : Harbour League
NS gcrim : Crime
AN
Document ESTJ000020150519eb5h0000d

HD
Council sues the owner
BY
Jane Doe
WC
355 words
PD
11 January 2010
SN
The Harwick Times
LP
{SECOND}
TD
{THIRD}
AN
Document HRTM000020100111e61b0001x
"""

PROQUEST = f"""____________________________________________________________

Report Information from ProQuest
June 05 2020 10:12

____________________________________________________________

Document 1 of 2

Ferry crashes are not all alike

Author: Rowe, Chris

Publication info: Eastport State Journal ; Eastport, Vm. [Eastport, Vm]17 May 2015: B.1.

Abstract: {THIRD}

Links: Check for the full text

Full text: {FIRST}

{SECOND}

Subject: Ferries; Courts

Location: Eastport

Title: Ferry crashes are not all alike

Publication title: Eastport State Journal; Eastport, Vm.

Pages: B.1

Publication year: 2015

Publication date: May 17, 2015

Source type: Newspapers

ProQuest document ID: 1680000000

Document URL: https://search.proquest.example/docview/1680000000

Copyright: Copyright Harbour Newspapers 2015

Last updated: 2015-05-19

Database: Newsstand

____________________________________________________________

Document 2 of 2

Council sues the owner

Author: Doe, Jane; Roe, John

Full Text: {SECOND}

{THIRD}

Title: Council sues the owner

Publication title: The Harwick Times; London

Publication date: Jan 11, 2010

ProQuest document ID: 1690000000

____________________________________________________________

Contact us at: http://www.proquest.example

Database copyright 2020 ProQuest LLC.
"""

PROQUEST_DETAILS = f"""Ferry crashes are not all alike
Rowe, Chris . Eastport State Journal ; Eastport, Vm. [Eastport, Vm]. 17 May 2015: B.1.

ProQuest document link

ABSTRACT (ENGLISH)
{THIRD}

FULL TEXT
{FIRST}

{SECOND}

DETAILS
Subject: Ferries; Courts
Author: Rowe, Chris
Publication title: Eastport State Journal; Eastport, Vm.
Publication date: May 17, 2015
ProQuest document ID: 1680000000
Database: Newsstand

Council sues the owner
Doe, Jane; Roe, John . The Harwick Times ; London [London]. 11 Jan 2010: 3.

FULL TEXT
{SECOND}

{THIRD}

DETAILS
Author: Doe, Jane; Roe, John
Publication title: The Harwick Times; London
Publication date: Jan 11, 2010
ProQuest document ID: 1690000000
Database: Newsstand
"""

EXPORTS = {
    "nexis": NEXIS,
    "nexis-uni": NEXIS_UNI,
    "factiva": FACTIVA,
    "factiva-tags": FACTIVA_TAGS,
    "proquest": PROQUEST,
    "proquest-details": PROQUEST_DETAILS,
}
