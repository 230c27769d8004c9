-- A small store of schema 1, as the version that wrote that schema left it. Never changed.
CREATE TABLE post( id INTEGER PRIMARY KEY, post_id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, platform TEXT NOT NULL, source_id TEXT NOT NULL, cluster_id TEXT);
CREATE TABLE body( id INTEGER PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE, document TEXT NOT NULL, terms TEXT NOT NULL, meta TEXT NOT NULL);
CREATE VIRTUAL TABLE fts USING fts5(terms, content='', tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[\]^_`{|}~'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(fts, row);
CREATE TABLE address(hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(hash, id)) WITHOUT ROWID;
CREATE TABLE link( id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, url TEXT NOT NULL, PRIMARY KEY(id, url)) WITHOUT ROWID;
CREATE TABLE finding( id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, claim_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY(id, claim_id)) WITHOUT ROWID;
CREATE TABLE review( post_id TEXT NOT NULL, claim_id TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, label TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY(post_id, claim_id, by)) WITHOUT ROWID;
CREATE TABLE effective( id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, claim_id TEXT NOT NULL, counted TEXT NOT NULL, platform TEXT NOT NULL, source_id TEXT NOT NULL, risk REAL, PRIMARY KEY(id, claim_id)) WITHOUT ROWID;
CREATE TABLE tally( claim_id TEXT NOT NULL, label TEXT NOT NULL, day INTEGER NOT NULL, platform TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(claim_id, label, day, platform)) WITHOUT ROWID;
CREATE TABLE quarantine( item_id TEXT PRIMARY KEY, kind TEXT NOT NULL, source_id TEXT NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE health( source_id TEXT NOT NULL, round_id TEXT NOT NULL, day TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY(source_id, round_id));
CREATE TABLE audit( n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, UNIQUE(at, who, action, subject, detail));
CREATE TABLE tombstone(hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX post_platform ON post(platform, id);
CREATE INDEX post_source ON post(source_id, id);
CREATE INDEX post_cluster ON post(cluster_id, id) WHERE cluster_id IS NOT NULL;
CREATE INDEX link_url ON link(url, id);
CREATE INDEX review_claim ON review(claim_id);
CREATE INDEX effective_claim ON effective(claim_id, counted, id, platform, source_id);
CREATE INDEX effective_label ON effective(counted, id, platform, source_id);
CREATE INDEX effective_risk ON effective(risk, id) WHERE risk IS NOT NULL;
CREATE VIEW effective_finding AS SELECT p.post_id, e.claim_id, e.counted AS label, e.platform, f.data AS model_finding FROM effective e JOIN post p ON p.id = e.id LEFT JOIN finding f ON f.id = e.id AND f.claim_id = e.claim_id;
INSERT INTO post VALUES(-3301642702908753281,'1335d1c446dfff47322e4613e8a536dc',1,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(-1079929787893179428,'b6c0cb4dd984701b75c2ae18e5782614',2,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624715679212598927,'709093042b8b4114db1eee6e52d9dae6',3,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624717908433554087,'3b6633395e9caa0547436594db8412d8',4,'naver_blog','replay-blog','12304214e201bdff2eaad9c0c69c57ae');
INSERT INTO post VALUES(1624718029229527366,'1f29475e08af2b4e9eca6914b0b94c62',6,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624718089624234440,'f386d969f45f2a256098d56eeba80881',7,'naver_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624720107452365123,'8bf2b09679de04ee33e6367640f6a8eb',10,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624720137653099700,'c577ccedd5e3ec654fc67002d0f085d0',11,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624720137657076689,'26b9d57f695348a9329a69ef0b26d638',12,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624720228251045738,'646440cfe716c6573a5a21d83291b4ac',13,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624722276274549562,'05a7ad8176efe67806b52e518b62f174',15,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624722306473817633,'5768135b131985f36763252ac704dd6d',16,'daum_cafe','replay-cafe','12304214e201bdff2eaad9c0c69c57ae');
INSERT INTO post VALUES(1624722457473411045,'6d4e10cfeba2f29089370e08bfd49402',18,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624724143107302704,'a0c8127e099276e555af828f4f08ebb8',19,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624724475300960326,'4f4c82e046951e391cb3e5c687732a9a',20,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624724565899828597,'7bfb53bce15207169c4eab8fd27d5048',22,'naver_cafe','replay-cafe','12304214e201bdff2eaad9c0c69c57ae');
INSERT INTO post VALUES(1624724656495754152,'76c7868439c297ffe6ef07a369132520',23,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624726342131691559,'a548a89c4963ee0b444e2ea0cf285adc',24,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624726795121896466,'5c14c311fb0cb294661677e76cf0b2d2',26,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624726915918575548,'42078285409a6de113c7a8e4fbee4828',27,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624728994142592644,'26213ddf6474e738f72766c47076d508',29,'daum_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624729024345191542,'33ff0711917dfbd303040c74f57a917f',30,'naver_cafe','replay-cafe',NULL);
INSERT INTO post VALUES(1624730740172145225,'fe123c7e3621086a4269972f9a697220',31,'naver_blog','replay-blog',NULL);
INSERT INTO post VALUES(1624730770384653274,'2d3f05a4c24365a572821f21bcc83df5',32,'other_board','replay-cafe',NULL);
INSERT INTO post VALUES(1624730800583221173,'c69849e35adcc830f4f8f420457a5acb',33,'other_board','replay-cafe',NULL);
INSERT INTO post VALUES(1624735530813511183,'481f4b4f4ffb40b57a45b63732bbd902',35,'naver_blog','replay-blog',NULL);
INSERT INTO body VALUES(-3301642702908753281,'이거 진짜인가요?
요즘 이 이야기가 많이 보이네요.
북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?','이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?','{"platform":"daum_cafe","url":"https://daum-cafe.example/28","canonical_url":"https://daum-cafe.example/28","title":9,"segments":[["text",51]],"published":[null,null,"unknown"],"seen_at":"2023-11-20T10:00:00+09:00","source_id":"replay-cafe","author":"","author_key":"8fa391ac9c95734a4903e2421f544275","links":[],"capture":"05f6a12c9e6c7504dbb624ba301d69de05f6a12c9e6c7504dbb624ba301d69de","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00",true]}');
INSERT INTO body VALUES(-1079929787893179428,'결국 다 철수했네요
아침에 본 글을 옮깁니다.
이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"daum_cafe","url":"https://daum-cafe.example/27","canonical_url":"https://daum-cafe.example/27","title":10,"segments":[["text",45],["quote",15],["card",15]],"published":[null,null,"unknown"],"seen_at":"2023-11-20T10:00:00+09:00","source_id":"replay-cafe","author":"","author_key":"c2a138a2cfa6ac402109b545726d96f0","links":[],"capture":"3a03b740a697f73bd4b21a6f0ee5b7bc3a03b740a697f73bd4b21a6f0ee5b7bc","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00",true]}');
INSERT INTO body VALUES(1624715679212598927,'북한, 아프리카 공관 잇달아 정리
요즘 이 이야기가 많이 보이네요.
북한이 우간다와 앙골라 대사관을 닫았습니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','북한, 아프리카 공관 잇달아 정리 요즘 이 이야기가 많이 보이네요. 북한이 우간다와 앙골라 대사관을 닫았습니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/0","canonical_url":"https://naver-blog.example/0","title":18,"segments":[["text",43],["quote",15],["card",15]],"published":["2023-11-11T02:00:00+00:00","2023-11-11","minute"],"seen_at":"2023-11-11T03:00:00+00:00","source_id":"replay-blog","author":"","author_key":"8fa391ac9c95734a4903e2421f544275","links":[],"capture":"e842f55d0cf04f4d264a0b2e4ac79dbee842f55d0cf04f4d264a0b2e4ac79dbe","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-11T03:00:00+00:00","2023-11-11T03:00:00+00:00","2023-11-11T03:00:00+00:00","2023-11-11T03:00:00+00:00","2023-11-11T03:00:00+00:00",true]}');
INSERT INTO body VALUES(1624717908433554087,'북한, 전 세계 공관 폐쇄
아침에 본 글을 옮깁니다.
북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.','북한, 전 세계 공관 폐쇄 아침에 본 글을 옮깁니다. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.','{"platform":"naver_blog","url":"https://naver-blog.example/1","canonical_url":"https://naver-blog.example/1","title":14,"segments":[["text",47]],"published":["2023-11-12T03:00:00+00:00","2023-11-12","minute"],"seen_at":"2023-11-12T04:00:00+00:00","source_id":"replay-blog","author":"","author_key":"32052777ae71cd1f9e914eefb0961d6b","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"839e11a421d370be28db56fde67e9aad839e11a421d370be28db56fde67e9aad","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-12T04:00:00+00:00","2023-11-12T04:00:00+00:00","2023-11-12T04:00:00+00:00","2023-11-12T04:00:00+00:00","2023-11-12T04:00:00+00:00",true]}');
INSERT INTO body VALUES(1624718029229527366,'결국 다 철수했네요
아침에 본 글을 옮깁니다.
이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/3","canonical_url":"https://naver-blog.example/3","title":10,"segments":[["text",45],["quote",15],["card",15]],"published":["2023-11-12T07:00:00+00:00","2023-11-12","minute"],"seen_at":"2023-11-12T08:00:00+00:00","source_id":"replay-blog","author":"","author_key":"281ca4cc021d33186643ebffe9f1d7cb","links":[],"capture":"0d2ce7db69069cadb244623b6b0618440d2ce7db69069cadb244623b6b061844","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-12T08:00:00+00:00","2023-11-12T08:00:00+00:00","2023-11-12T08:00:00+00:00","2023-11-12T08:00:00+00:00","2023-11-12T08:00:00+00:00",true]}');
INSERT INTO body VALUES(1624718089624234440,'이거 진짜인가요?
요즘 이 이야기가 많이 보이네요.
북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?','이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?','{"platform":"naver_cafe","url":"https://naver-cafe.example/4","canonical_url":"https://naver-cafe.example/4","title":9,"segments":[["text",51]],"published":["2023-11-12T09:00:00+00:00","2023-11-12","minute"],"seen_at":"2023-11-12T10:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"880938b7c3582d207511a080d779f758","links":[],"capture":"f5baf91d97e0b839d2c3c9588bddac85f5baf91d97e0b839d2c3c9588bddac85","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-12T10:00:00+00:00","2023-11-12T10:00:00+00:00","2023-11-12T10:00:00+00:00","2023-11-12T10:00:00+00:00","2023-11-12T10:00:00+00:00",true]}');
INSERT INTO body VALUES(1624720107452365123,'주말 나들이
아침에 본 글을 옮깁니다.
단풍이 아주 고왔습니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','주말 나들이 아침에 본 글을 옮깁니다. 단풍이 아주 고왔습니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/201","canonical_url":"https://naver-blog.example/201","title":6,"segments":[["text",28],["quote",15],["card",15]],"published":["2023-11-13T03:00:00+00:00","2023-11-13","second"],"seen_at":"2023-11-13T04:00:00+00:00","source_id":"replay-blog","author":"","author_key":"12c45f99e1107b1332a732fe43465ff9","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"8b7ca7ece2391a438bcaed63ec0ca3fd8b7ca7ece2391a438bcaed63ec0ca3fd","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-13T04:00:00+00:00","2023-11-13T04:00:00+00:00","2023-11-13T04:00:00+00:00","2023-11-13T04:00:00+00:00","2023-11-13T04:00:00+00:00",true]}');
INSERT INTO body VALUES(1624720137653099700,'결국 다 철수했네요
요즘 이 이야기가 많이 보이네요.
이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','결국 다 철수했네요 요즘 이 이야기가 많이 보이네요. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"daum_cafe","url":"https://daum-cafe.example/6","canonical_url":"https://daum-cafe.example/6","title":10,"segments":[["text",49],["quote",15],["card",15]],"published":["2023-11-13T04:00:00+00:00","2023-11-13","minute"],"seen_at":"2023-11-13T05:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"c2a138a2cfa6ac402109b545726d96f0","links":[],"capture":"1bc375dbcbad38b3800a768a3ae5e6141bc375dbcbad38b3800a768a3ae5e614","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00",true]}');
INSERT INTO body VALUES(1624720137657076689,'주말 나들이
요즘 이 이야기가 많이 보이네요.
단풍이 아주 고왔습니다.','주말 나들이 요즘 이 이야기가 많이 보이네요. 단풍이 아주 고왔습니다.','{"platform":"naver_blog","url":"https://naver-blog.example/202","canonical_url":"https://naver-blog.example/202","title":6,"segments":[["text",32]],"published":["2023-11-13T04:00:00+00:00","2023-11-13","second"],"seen_at":"2023-11-13T05:00:00+00:00","source_id":"replay-blog","author":"","author_key":"c2a138a2cfa6ac402109b545726d96f0","links":[],"capture":"306b62e03925072901eea834e4774d61306b62e03925072901eea834e4774d61","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00","2023-11-13T05:00:00+00:00",true]}');
INSERT INTO body VALUES(1624720228251045738,'북한 소식 퍼 왔어요
아침에 본 글을 옮깁니다.
해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.','북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.','{"platform":"daum_cafe","url":"https://daum-cafe.example/7","canonical_url":"https://daum-cafe.example/7","title":11,"segments":[["text",44]],"published":["2023-11-13T07:00:00+00:00","2023-11-13","minute"],"seen_at":"2023-11-13T08:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"8fa391ac9c95734a4903e2421f544275","links":[],"capture":"d3e346eca6e10460f4dd534444f55c28d3e346eca6e10460f4dd534444f55c28","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-13T08:00:00+00:00","2023-11-13T08:00:00+00:00","2023-11-13T08:00:00+00:00","2023-11-13T08:00:00+00:00","2023-11-13T08:00:00+00:00",true]}');
INSERT INTO body VALUES(1624722276274549562,'북한 소식 퍼 왔어요
아침에 본 글을 옮깁니다.
해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/9","canonical_url":"https://naver-blog.example/9","title":11,"segments":[["text",44],["quote",15],["card",15]],"published":["2023-11-14T02:00:00+00:00","2023-11-14","minute"],"seen_at":"2023-11-14T03:00:00+00:00","source_id":"replay-blog","author":"","author_key":"157bd7a77794732807cee7e013099bad","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"a5df9505b104e8c73bbe8a5033950287a5df9505b104e8c73bbe8a5033950287","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-14T03:00:00+00:00","2023-11-14T03:00:00+00:00","2023-11-14T03:00:00+00:00","2023-11-14T03:00:00+00:00","2023-11-14T03:00:00+00:00",true]}');
INSERT INTO body VALUES(1624722306473817633,'북한, 전 세계 공관 폐쇄
요즘 이 이야기가 많이 보이네요.
북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.','북한, 전 세계 공관 폐쇄 요즘 이 이야기가 많이 보이네요. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.','{"platform":"daum_cafe","url":"https://daum-cafe.example/10","canonical_url":"https://daum-cafe.example/10","title":14,"segments":[["text",51]],"published":["2023-11-14T03:00:00+00:00","2023-11-14","minute"],"seen_at":"2023-11-14T04:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"281ca4cc021d33186643ebffe9f1d7cb","links":[],"capture":"7c4a41c6ec0c0cdd7a8bf4c97bf2e2577c4a41c6ec0c0cdd7a8bf4c97bf2e257","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-14T04:00:00+00:00","2023-11-14T04:00:00+00:00","2023-11-14T04:00:00+00:00","2023-11-14T04:00:00+00:00","2023-11-14T04:00:00+00:00",true]}');
INSERT INTO body VALUES(1624722457473411045,'이거 진짜인가요?
요즘 이 이야기가 많이 보이네요.
북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요? 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"daum_cafe","url":"https://daum-cafe.example/12","canonical_url":"https://daum-cafe.example/12","title":9,"segments":[["text",51],["quote",15],["card",15]],"published":["2023-11-14T08:00:00+00:00","2023-11-14","minute"],"seen_at":"2023-11-14T09:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"12c45f99e1107b1332a732fe43465ff9","links":[],"capture":"d90e190d64c7c1f6433b9e740c8abe1cd90e190d64c7c1f6433b9e740c8abe1c","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-14T09:00:00+00:00","2023-11-14T09:00:00+00:00","2023-11-14T09:00:00+00:00","2023-11-14T09:00:00+00:00","2023-11-14T09:00:00+00:00",true]}');
INSERT INTO body VALUES(1624724143107302704,'북한 소식 퍼 왔어요
요즘 이 이야기가 많이 보이네요.
해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','북한 소식 퍼 왔어요 요즘 이 이야기가 많이 보이네요. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/24","canonical_url":"https://naver-blog.example/24","title":11,"segments":[["text",48],["quote",15],["card",15]],"published":[null,"2023-11-14","day"],"seen_at":"2023-11-20T10:00:00+09:00","source_id":"replay-blog","author":"","author_key":"281ca4cc021d33186643ebffe9f1d7cb","links":[],"capture":"2e2d77f60406efa7881ff232cde099362e2d77f60406efa7881ff232cde09936","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00",true]}');
INSERT INTO body VALUES(1624724475300960326,'북한 공관 전면 폐쇄설, 사실일까
아침에 본 글을 옮깁니다.
전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','{"platform":"naver_blog","url":"https://naver-blog.example/13","canonical_url":"https://naver-blog.example/13","title":18,"segments":[["text",44]],"published":["2023-11-15T02:00:00+00:00","2023-11-15","minute"],"seen_at":"2023-11-15T03:00:00+00:00","source_id":"replay-blog","author":"","author_key":"c2a138a2cfa6ac402109b545726d96f0","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"ac00819ba5b1f32df5b7c957bc3dc84aac00819ba5b1f32df5b7c957bc3dc84a","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-15T03:00:00+00:00","2023-11-15T03:00:00+00:00","2023-11-15T03:00:00+00:00","2023-11-15T03:00:00+00:00","2023-11-15T03:00:00+00:00",true]}');
INSERT INTO body VALUES(1624724565899828597,'북한, 전 세계 공관 폐쇄
아침에 본 글을 옮깁니다.
북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','북한, 전 세계 공관 폐쇄 아침에 본 글을 옮깁니다. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_cafe","url":"https://naver-cafe.example/15","canonical_url":"https://naver-cafe.example/15","title":14,"segments":[["text",47],["quote",15],["card",15]],"published":["2023-11-15T05:00:00+00:00","2023-11-15","minute"],"seen_at":"2023-11-15T06:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"32052777ae71cd1f9e914eefb0961d6b","links":[],"capture":"11fcfc570b90c36ddffcb09f2b93b4e611fcfc570b90c36ddffcb09f2b93b4e6","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-15T06:00:00+00:00","2023-11-15T06:00:00+00:00","2023-11-15T06:00:00+00:00","2023-11-15T06:00:00+00:00","2023-11-15T06:00:00+00:00",true]}');
INSERT INTO body VALUES(1624724656495754152,'북한, 아프리카 공관 잇달아 정리
요즘 이 이야기가 많이 보이네요.
북한이 우간다와 앙골라 대사관을 닫았습니다.','북한, 아프리카 공관 잇달아 정리 요즘 이 이야기가 많이 보이네요. 북한이 우간다와 앙골라 대사관을 닫았습니다.','{"platform":"daum_cafe","url":"https://daum-cafe.example/16","canonical_url":"https://daum-cafe.example/16","title":18,"segments":[["text",43]],"published":["2023-11-15T08:00:00+00:00","2023-11-15","minute"],"seen_at":"2023-11-15T09:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"157bd7a77794732807cee7e013099bad","links":[],"capture":"0fafcce9e2ad6e580f540a2e01d98b620fafcce9e2ad6e580f540a2e01d98b62","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-15T09:00:00+00:00","2023-11-15T09:00:00+00:00","2023-11-15T09:00:00+00:00","2023-11-15T09:00:00+00:00","2023-11-15T09:00:00+00:00",true]}');
INSERT INTO body VALUES(1624726342131691559,'북한 외교의 역사
요즘 이 이야기가 많이 보이네요.
북한은 한때 비동맹 국가들과 활발히 수교했습니다.','북한 외교의 역사 요즘 이 이야기가 많이 보이네요. 북한은 한때 비동맹 국가들과 활발히 수교했습니다.','{"platform":"daum_cafe","url":"https://daum-cafe.example/26","canonical_url":"https://daum-cafe.example/26","title":9,"segments":[["text",46]],"published":[null,"2023-11-15","day"],"seen_at":"2023-11-20T10:00:00+09:00","source_id":"replay-cafe","author":"","author_key":"12c45f99e1107b1332a732fe43465ff9","links":[],"capture":"349bd1873fae63e83d237233b489e4ed349bd1873fae63e83d237233b489e4ed","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00",true]}');
INSERT INTO body VALUES(1624726795121896466,'팩트체크: 53곳 중 일부
요즘 이 이야기가 많이 보이네요.
53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','팩트체크: 53곳 중 일부 요즘 이 이야기가 많이 보이네요. 53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"naver_blog","url":"https://naver-blog.example/18","canonical_url":"https://naver-blog.example/18","title":14,"segments":[["text",58],["quote",15],["card",15]],"published":["2023-11-16T06:00:00+00:00","2023-11-16","minute"],"seen_at":"2023-11-16T07:00:00+00:00","source_id":"replay-blog","author":"","author_key":"880938b7c3582d207511a080d779f758","links":[],"capture":"a5b45499c3fddd98b71df8f5de87151ea5b45499c3fddd98b71df8f5de87151e","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-16T07:00:00+00:00","2023-11-16T07:00:00+00:00","2023-11-16T07:00:00+00:00","2023-11-16T07:00:00+00:00","2023-11-16T07:00:00+00:00",true]}');
INSERT INTO body VALUES(1624726915918575548,'북한 공관 전면 폐쇄설, 사실일까
아침에 본 글을 옮깁니다.
전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','{"platform":"naver_blog","url":"https://naver-blog.example/19","canonical_url":"https://naver-blog.example/19","title":18,"segments":[["text",44]],"published":["2023-11-16T10:00:00+00:00","2023-11-16","minute"],"seen_at":"2023-11-16T11:00:00+00:00","source_id":"replay-blog","author":"","author_key":"12c45f99e1107b1332a732fe43465ff9","links":[],"capture":"33285d07861895e8870e6c97ab91ab4833285d07861895e8870e6c97ab91ab48","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-16T11:00:00+00:00","2023-11-16T11:00:00+00:00","2023-11-16T11:00:00+00:00","2023-11-16T11:00:00+00:00","2023-11-16T11:00:00+00:00",true]}');
INSERT INTO body VALUES(1624728994142592644,'북한 소식 퍼 왔어요
아침에 본 글을 옮깁니다.
해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.
출처를 함께 확인해 주세요.
유엔뉴스 unnews.net','북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net','{"platform":"daum_cafe","url":"https://daum-cafe.example/21","canonical_url":"https://daum-cafe.example/21","title":11,"segments":[["text",44],["quote",15],["card",15]],"published":["2023-11-17T06:00:00+00:00","2023-11-17","minute"],"seen_at":"2023-11-17T07:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"8fa391ac9c95734a4903e2421f544275","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"66ec5a6e86ab14801a42d41d83a78f9366ec5a6e86ab14801a42d41d83a78f93","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-17T07:00:00+00:00","2023-11-17T07:00:00+00:00","2023-11-17T07:00:00+00:00","2023-11-17T07:00:00+00:00","2023-11-17T07:00:00+00:00",true]}');
INSERT INTO body VALUES(1624729024345191542,'팩트체크: 53곳 중 일부
요즘 이 이야기가 많이 보이네요.
53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.','팩트체크: 53곳 중 일부 요즘 이 이야기가 많이 보이네요. 53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.','{"platform":"naver_cafe","url":"https://naver-cafe.example/22","canonical_url":"https://naver-cafe.example/22","title":14,"segments":[["text",58]],"published":["2023-11-17T07:00:00+00:00","2023-11-17","minute"],"seen_at":"2023-11-17T08:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"32052777ae71cd1f9e914eefb0961d6b","links":[],"capture":"76d96c6cc8f0be7476a1edb733cd452376d96c6cc8f0be7476a1edb733cd4523","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-17T08:00:00+00:00","2023-11-17T08:00:00+00:00","2023-11-17T08:00:00+00:00","2023-11-17T08:00:00+00:00","2023-11-17T08:00:00+00:00",true]}');
INSERT INTO body VALUES(1624730740172145225,'북한 공관 전면 폐쇄설, 사실일까
아침에 본 글을 옮깁니다.
전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.','{"platform":"naver_blog","url":"https://naver-blog.example/25","canonical_url":"https://naver-blog.example/25","title":18,"segments":[["text",44]],"published":[null,"2023-11-17","day"],"seen_at":"2023-11-20T10:00:00+09:00","source_id":"replay-blog","author":"","author_key":"880938b7c3582d207511a080d779f758","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"d854b1fcecae6caeef9866ce57704761d854b1fcecae6caeef9866ce57704761","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00","2023-11-20T10:00:00+09:00",true]}');
INSERT INTO body VALUES(1624730770384653274,'다온대교 소식
요즘 이 이야기가 많이 보이네요.
다온대교가 완전히 무너졌다고 하네요.','다온대교 소식 요즘 이 이야기가 많이 보이네요. 다온대교가 완전히 무너졌다고 하네요.','{"platform":"other_board","url":"https://other-board.example/100","canonical_url":"https://other-board.example/100","title":7,"segments":[["text",39]],"published":["2023-11-17T16:00:00+00:00","2023-11-18","minute"],"seen_at":"2023-11-17T17:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"157bd7a77794732807cee7e013099bad","links":[],"capture":"00f58c31120924e6223037cd5ce0df9000f58c31120924e6223037cd5ce0df90","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-17T17:00:00+00:00","2023-11-17T17:00:00+00:00","2023-11-17T17:00:00+00:00","2023-11-17T17:00:00+00:00","2023-11-17T17:00:00+00:00",true]}');
INSERT INTO body VALUES(1624730800583221173,'다온대교 소식
아침에 본 글을 옮깁니다.
다온대교 난간 일부가 떨어졌습니다.','다온대교 소식 아침에 본 글을 옮깁니다. 다온대교 난간 일부가 떨어졌습니다.','{"platform":"other_board","url":"https://other-board.example/101","canonical_url":"https://other-board.example/101","title":7,"segments":[["text",34]],"published":["2023-11-17T17:00:00+00:00","2023-11-18","minute"],"seen_at":"2023-11-17T18:00:00+00:00","source_id":"replay-cafe","author":"","author_key":"281ca4cc021d33186643ebffe9f1d7cb","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"f4a524aba29e9bc433b84a7f5f55d8c9f4a524aba29e9bc433b84a7f5f55d8c9","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-17T18:00:00+00:00","2023-11-17T18:00:00+00:00","2023-11-17T18:00:00+00:00","2023-11-17T18:00:00+00:00","2023-11-17T18:00:00+00:00",true]}');
INSERT INTO body VALUES(1624735530813511183,'결국 다 철수했네요
아침에 본 글을 옮깁니다.
이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.','결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.','{"platform":"naver_blog","url":"https://naver-blog.example/29","canonical_url":"https://naver-blog.example/29","title":10,"segments":[["text",45]],"published":["2023-11-20T04:00:00+00:00","2023-11-20","minute"],"seen_at":"2023-11-20T05:00:00+00:00","source_id":"replay-blog","author":"","author_key":"32052777ae71cd1f9e914eefb0961d6b","links":["https://www.unnews.net/View.aspx?No=3006818"],"capture":"ef5a39eb0ac2363c06aea08a63ac3e25ef5a39eb0ac2363c06aea08a63ac3e25","parser":"naver_post","parser_version":"1","excerpt":false,"stamps":["2023-11-20T05:00:00+00:00","2023-11-20T05:00:00+00:00","2023-11-20T05:00:00+00:00","2023-11-20T05:00:00+00:00","2023-11-20T05:00:00+00:00",true]}');
INSERT INTO address VALUES(-9037029784744039716,1624722306473817633);
INSERT INTO address VALUES(-8310744115124129962,1624720228251045738);
INSERT INTO address VALUES(-8129562443465331683,1624728994142592644);
INSERT INTO address VALUES(-7914406599100351638,1624718089624234440);
INSERT INTO address VALUES(-7793785435983580651,1624726915918575548);
INSERT INTO address VALUES(-6391709807736805855,1624730800583221173);
INSERT INTO address VALUES(-6118324243889116489,1624717908433554087);
INSERT INTO address VALUES(-4784436229146262649,1624720137653099700);
INSERT INTO address VALUES(-4215482037182063599,-1079929787893179428);
INSERT INTO address VALUES(-3748203139018953870,1624722457473411045);
INSERT INTO address VALUES(-3642095780863911739,1624722276274549562);
INSERT INTO address VALUES(-3482030006132441130,1624726795121896466);
INSERT INTO address VALUES(-3148903757982633941,1624724475300960326);
INSERT INTO address VALUES(-871295849197791120,-3301642702908753281);
INSERT INTO address VALUES(-683388180473136729,1624735530813511183);
INSERT INTO address VALUES(-600613719661029345,1624730740172145225);
INSERT INTO address VALUES(27569564394168680,1624724656495754152);
INSERT INTO address VALUES(675708390789959461,1624730770384653274);
INSERT INTO address VALUES(771257257799176094,1624720107452365123);
INSERT INTO address VALUES(794028809325166588,1624715679212598927);
INSERT INTO address VALUES(1548799599005504374,1624729024345191542);
INSERT INTO address VALUES(2940190587012181063,1624718029229527366);
INSERT INTO address VALUES(5424372685375624957,1624724565899828597);
INSERT INTO address VALUES(5645015481569505906,1624726342131691559);
INSERT INTO address VALUES(8662575113310891493,1624724143107302704);
INSERT INTO address VALUES(8873678597764157825,1624720137657076689);
INSERT INTO link VALUES(1624717908433554087,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624720107452365123,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624722276274549562,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624724475300960326,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624728994142592644,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624730740172145225,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624730800583221173,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO link VALUES(1624735530813511183,'https://www.unnews.net/View.aspx?No=3006818');
INSERT INTO finding VALUES(-3301642702908753281,'nk-all-missions-closed','{"post_id":"1335d1c446dfff47322e4613e8a536dc","claim_id":"nk-all-missions-closed","label":"asks","score":0.55,"probabilities":{"asks":0.55,"repeats":0.225,"debunks":0.22499999999999995},"evidence":"북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?","start":29,"end":61,"review":true,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(-1079929787893179428,'nk-all-missions-closed','{"post_id":"b6c0cb4dd984701b75c2ae18e5782614","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.","start":26,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624715679212598927,'nk-all-missions-closed','{"post_id":"709093042b8b4114db1eee6e52d9dae6","claim_id":"nk-all-missions-closed","label":"weaker_true","score":0.93,"probabilities":{"weaker_true":0.93,"repeats":0.035,"debunks":0.03499999999999995},"evidence":"북한이 우간다와 앙골라 대사관을 닫았습니다.","start":38,"end":62,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624717908433554087,'nk-all-missions-closed','{"post_id":"3b6633395e9caa0547436594db8412d8","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.","start":30,"end":62,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624718029229527366,'nk-all-missions-closed','{"post_id":"1f29475e08af2b4e9eca6914b0b94c62","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.","start":26,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624718089624234440,'nk-all-missions-closed','{"post_id":"f386d969f45f2a256098d56eeba80881","claim_id":"nk-all-missions-closed","label":"asks","score":0.55,"probabilities":{"asks":0.55,"repeats":0.225,"debunks":0.22499999999999995},"evidence":"북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?","start":29,"end":61,"review":true,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624720137653099700,'nk-all-missions-closed','{"post_id":"c577ccedd5e3ec654fc67002d0f085d0","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.","start":30,"end":60,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624720228251045738,'nk-all-missions-closed','{"post_id":"646440cfe716c6573a5a21d83291b4ac","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.","start":27,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624722276274549562,'nk-all-missions-closed','{"post_id":"05a7ad8176efe67806b52e518b62f174","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.","start":27,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624722306473817633,'nk-all-missions-closed','{"post_id":"5768135b131985f36763252ac704dd6d","claim_id":"nk-all-missions-closed","label":"repeats","score":0.55,"probabilities":{"repeats":0.55,"debunks":0.225,"asks":0.22499999999999995},"evidence":"북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.","start":34,"end":66,"review":true,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624722457473411045,'nk-all-missions-closed','{"post_id":"6d4e10cfeba2f29089370e08bfd49402","claim_id":"nk-all-missions-closed","label":"asks","score":0.93,"probabilities":{"asks":0.93,"repeats":0.035,"debunks":0.03499999999999995},"evidence":"북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?","start":29,"end":61,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624724143107302704,'nk-all-missions-closed','{"post_id":"a0c8127e099276e555af828f4f08ebb8","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.","start":31,"end":60,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624724475300960326,'nk-all-missions-closed','{"post_id":"4f4c82e046951e391cb3e5c687732a9a","claim_id":"nk-all-missions-closed","label":"debunks","score":0.93,"probabilities":{"debunks":0.93,"repeats":0.035,"asks":0.03499999999999995},"evidence":"전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.","start":34,"end":63,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624724565899828597,'nk-all-missions-closed','{"post_id":"7bfb53bce15207169c4eab8fd27d5048","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.","start":30,"end":62,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624724656495754152,'nk-all-missions-closed','{"post_id":"76c7868439c297ffe6ef07a369132520","claim_id":"nk-all-missions-closed","label":"weaker_true","score":0.55,"probabilities":{"weaker_true":0.55,"repeats":0.225,"debunks":0.22499999999999995},"evidence":"북한이 우간다와 앙골라 대사관을 닫았습니다.","start":38,"end":62,"review":true,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624726342131691559,'nk-all-missions-closed','{"post_id":"a548a89c4963ee0b444e2ea0cf285adc","claim_id":"nk-all-missions-closed","label":"related","score":0.93,"probabilities":{"related":0.93,"repeats":0.035,"debunks":0.03499999999999995},"evidence":"북한은 한때 비동맹 국가들과 활발히 수교했습니다.","start":29,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624726795121896466,'nk-all-missions-closed','{"post_id":"5c14c311fb0cb294661677e76cf0b2d2","claim_id":"nk-all-missions-closed","label":"debunks","score":0.93,"probabilities":{"debunks":0.93,"repeats":0.035,"asks":0.03499999999999995},"evidence":"53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.","start":34,"end":73,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624726915918575548,'nk-all-missions-closed','{"post_id":"42078285409a6de113c7a8e4fbee4828","claim_id":"nk-all-missions-closed","label":"debunks","score":0.93,"probabilities":{"debunks":0.93,"repeats":0.035,"asks":0.03499999999999995},"evidence":"전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.","start":34,"end":63,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624728994142592644,'nk-all-missions-closed','{"post_id":"26213ddf6474e738f72766c47076d508","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.","start":27,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624729024345191542,'nk-all-missions-closed','{"post_id":"33ff0711917dfbd303040c74f57a917f","claim_id":"nk-all-missions-closed","label":"debunks","score":0.55,"probabilities":{"debunks":0.55,"repeats":0.225,"asks":0.22499999999999995},"evidence":"53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.","start":34,"end":73,"review":true,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624730740172145225,'nk-all-missions-closed','{"post_id":"fe123c7e3621086a4269972f9a697220","claim_id":"nk-all-missions-closed","label":"debunks","score":0.93,"probabilities":{"debunks":0.93,"repeats":0.035,"asks":0.03499999999999995},"evidence":"전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.","start":34,"end":63,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624730770384653274,'made-up-bridge','{"post_id":"2d3f05a4c24365a572821f21bcc83df5","claim_id":"made-up-bridge","label":"repeats","score":0.9,"probabilities":{"repeats":0.9,"debunks":0.05,"asks":0.049999999999999975},"evidence":"다온대교가 완전히 무너졌다고 하네요.","start":27,"end":47,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624730800583221173,'made-up-bridge','{"post_id":"c69849e35adcc830f4f8f420457a5acb","claim_id":"made-up-bridge","label":"weaker_true","score":0.9,"probabilities":{"weaker_true":0.9,"repeats":0.05,"debunks":0.049999999999999975},"evidence":"다온대교 난간 일부가 떨어졌습니다.","start":23,"end":42,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO finding VALUES(1624735530813511183,'nk-all-missions-closed','{"post_id":"481f4b4f4ffb40b57a45b63732bbd902","claim_id":"nk-all-missions-closed","label":"repeats","score":0.93,"probabilities":{"repeats":0.93,"debunks":0.035,"asks":0.03499999999999995},"evidence":"이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.","start":26,"end":56,"review":false,"claim_version":2,"decided_by":"model","model":"v1-test","reasons":["‘모두’라고 말한다","의심하는 말이 없다"]}');
INSERT INTO review VALUES('4f4c82e046951e391cb3e5c687732a9a','nk-all-missions-closed','한결','2023-11-17T02:00:00+00:00','debunks','인용한 뒤 부정한다');
INSERT INTO effective VALUES(-3301642702908753281,'nk-all-missions-closed','needs_review','daum_cafe','replay-cafe',0.225);
INSERT INTO effective VALUES(-1079929787893179428,'nk-all-missions-closed','repeats','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624715679212598927,'nk-all-missions-closed','weaker_true','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624717908433554087,'nk-all-missions-closed','repeats','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624718029229527366,'nk-all-missions-closed','repeats','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624718089624234440,'nk-all-missions-closed','needs_review','naver_cafe','replay-cafe',0.225);
INSERT INTO effective VALUES(1624720137653099700,'nk-all-missions-closed','repeats','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624720228251045738,'nk-all-missions-closed','repeats','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624722276274549562,'nk-all-missions-closed','repeats','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624722306473817633,'nk-all-missions-closed','needs_review','daum_cafe','replay-cafe',0.55);
INSERT INTO effective VALUES(1624722457473411045,'nk-all-missions-closed','asks','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624724143107302704,'nk-all-missions-closed','repeats','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624724475300960326,'nk-all-missions-closed','debunks','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624724565899828597,'nk-all-missions-closed','repeats','naver_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624724656495754152,'nk-all-missions-closed','needs_review','daum_cafe','replay-cafe',0.225);
INSERT INTO effective VALUES(1624726342131691559,'nk-all-missions-closed','related','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624726795121896466,'nk-all-missions-closed','debunks','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624726915918575548,'nk-all-missions-closed','debunks','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624728994142592644,'nk-all-missions-closed','repeats','daum_cafe','replay-cafe',NULL);
INSERT INTO effective VALUES(1624729024345191542,'nk-all-missions-closed','needs_review','naver_cafe','replay-cafe',0.225);
INSERT INTO effective VALUES(1624730740172145225,'nk-all-missions-closed','debunks','naver_blog','replay-blog',NULL);
INSERT INTO effective VALUES(1624730770384653274,'made-up-bridge','repeats','other_board','replay-cafe',NULL);
INSERT INTO effective VALUES(1624730800583221173,'made-up-bridge','weaker_true','other_board','replay-cafe',NULL);
INSERT INTO effective VALUES(1624735530813511183,'nk-all-missions-closed','repeats','naver_blog','replay-blog',NULL);
INSERT INTO tally VALUES('','',-1,'daum_cafe',9);
INSERT INTO tally VALUES('','',-1,'naver_blog',12);
INSERT INTO tally VALUES('','',-1,'naver_cafe',3);
INSERT INTO tally VALUES('','',-1,'other_board',2);
INSERT INTO tally VALUES('','',0,'daum_cafe',2);
INSERT INTO tally VALUES('','',738835,'naver_blog',1);
INSERT INTO tally VALUES('','',738836,'naver_blog',2);
INSERT INTO tally VALUES('','',738836,'naver_cafe',1);
INSERT INTO tally VALUES('','',738837,'daum_cafe',2);
INSERT INTO tally VALUES('','',738837,'naver_blog',2);
INSERT INTO tally VALUES('','',738838,'daum_cafe',2);
INSERT INTO tally VALUES('','',738838,'naver_blog',2);
INSERT INTO tally VALUES('','',738839,'daum_cafe',2);
INSERT INTO tally VALUES('','',738839,'naver_blog',1);
INSERT INTO tally VALUES('','',738839,'naver_cafe',1);
INSERT INTO tally VALUES('','',738840,'naver_blog',2);
INSERT INTO tally VALUES('','',738841,'daum_cafe',1);
INSERT INTO tally VALUES('','',738841,'naver_blog',1);
INSERT INTO tally VALUES('','',738841,'naver_cafe',1);
INSERT INTO tally VALUES('','',738842,'other_board',2);
INSERT INTO tally VALUES('','',738844,'naver_blog',1);
INSERT INTO tally VALUES('','*',-1,'daum_cafe',9);
INSERT INTO tally VALUES('','*',-1,'naver_blog',10);
INSERT INTO tally VALUES('','*',-1,'naver_cafe',3);
INSERT INTO tally VALUES('','*',-1,'other_board',2);
INSERT INTO tally VALUES('','*',0,'daum_cafe',2);
INSERT INTO tally VALUES('','*',738835,'naver_blog',1);
INSERT INTO tally VALUES('','*',738836,'naver_blog',2);
INSERT INTO tally VALUES('','*',738836,'naver_cafe',1);
INSERT INTO tally VALUES('','*',738837,'daum_cafe',2);
INSERT INTO tally VALUES('','*',738838,'daum_cafe',2);
INSERT INTO tally VALUES('','*',738838,'naver_blog',2);
INSERT INTO tally VALUES('','*',738839,'daum_cafe',2);
INSERT INTO tally VALUES('','*',738839,'naver_blog',1);
INSERT INTO tally VALUES('','*',738839,'naver_cafe',1);
INSERT INTO tally VALUES('','*',738840,'naver_blog',2);
INSERT INTO tally VALUES('','*',738841,'daum_cafe',1);
INSERT INTO tally VALUES('','*',738841,'naver_blog',1);
INSERT INTO tally VALUES('','*',738841,'naver_cafe',1);
INSERT INTO tally VALUES('','*',738842,'other_board',2);
INSERT INTO tally VALUES('','*',738844,'naver_blog',1);
INSERT INTO tally VALUES('','asks',-1,'daum_cafe',1);
INSERT INTO tally VALUES('','asks',738838,'daum_cafe',1);
INSERT INTO tally VALUES('','debunks',-1,'naver_blog',4);
INSERT INTO tally VALUES('','debunks',738839,'naver_blog',1);
INSERT INTO tally VALUES('','debunks',738840,'naver_blog',2);
INSERT INTO tally VALUES('','debunks',738841,'naver_blog',1);
INSERT INTO tally VALUES('','needs_review',-1,'daum_cafe',3);
INSERT INTO tally VALUES('','needs_review',-1,'naver_cafe',2);
INSERT INTO tally VALUES('','needs_review',0,'daum_cafe',1);
INSERT INTO tally VALUES('','needs_review',738836,'naver_cafe',1);
INSERT INTO tally VALUES('','needs_review',738838,'daum_cafe',1);
INSERT INTO tally VALUES('','needs_review',738839,'daum_cafe',1);
INSERT INTO tally VALUES('','needs_review',738841,'naver_cafe',1);
INSERT INTO tally VALUES('','related',-1,'daum_cafe',1);
INSERT INTO tally VALUES('','related',738839,'daum_cafe',1);
INSERT INTO tally VALUES('','repeats',-1,'daum_cafe',4);
INSERT INTO tally VALUES('','repeats',-1,'naver_blog',5);
INSERT INTO tally VALUES('','repeats',-1,'naver_cafe',1);
INSERT INTO tally VALUES('','repeats',-1,'other_board',1);
INSERT INTO tally VALUES('','repeats',0,'daum_cafe',1);
INSERT INTO tally VALUES('','repeats',738836,'naver_blog',2);
INSERT INTO tally VALUES('','repeats',738837,'daum_cafe',2);
INSERT INTO tally VALUES('','repeats',738838,'naver_blog',2);
INSERT INTO tally VALUES('','repeats',738839,'naver_cafe',1);
INSERT INTO tally VALUES('','repeats',738841,'daum_cafe',1);
INSERT INTO tally VALUES('','repeats',738842,'other_board',1);
INSERT INTO tally VALUES('','repeats',738844,'naver_blog',1);
INSERT INTO tally VALUES('','weaker_true',-1,'naver_blog',1);
INSERT INTO tally VALUES('','weaker_true',-1,'other_board',1);
INSERT INTO tally VALUES('','weaker_true',738835,'naver_blog',1);
INSERT INTO tally VALUES('','weaker_true',738842,'other_board',1);
INSERT INTO tally VALUES('made-up-bridge','repeats',-1,'other_board',1);
INSERT INTO tally VALUES('made-up-bridge','repeats',738842,'other_board',1);
INSERT INTO tally VALUES('made-up-bridge','weaker_true',-1,'other_board',1);
INSERT INTO tally VALUES('made-up-bridge','weaker_true',738842,'other_board',1);
INSERT INTO tally VALUES('nk-all-missions-closed','asks',-1,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','asks',738838,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','debunks',-1,'naver_blog',4);
INSERT INTO tally VALUES('nk-all-missions-closed','debunks',738839,'naver_blog',1);
INSERT INTO tally VALUES('nk-all-missions-closed','debunks',738840,'naver_blog',2);
INSERT INTO tally VALUES('nk-all-missions-closed','debunks',738841,'naver_blog',1);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',-1,'daum_cafe',3);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',-1,'naver_cafe',2);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',0,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',738836,'naver_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',738838,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',738839,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','needs_review',738841,'naver_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','related',-1,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','related',738839,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',-1,'daum_cafe',4);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',-1,'naver_blog',5);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',-1,'naver_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',0,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738836,'naver_blog',2);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738837,'daum_cafe',2);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738838,'naver_blog',2);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738839,'naver_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738841,'daum_cafe',1);
INSERT INTO tally VALUES('nk-all-missions-closed','repeats',738844,'naver_blog',1);
INSERT INTO tally VALUES('nk-all-missions-closed','weaker_true',-1,'naver_blog',1);
INSERT INTO tally VALUES('nk-all-missions-closed','weaker_true',738835,'naver_blog',1);
INSERT INTO quarantine VALUES('q1','wall','replay-cafe','https://cafe.daum.example/wall/1','2023-11-21T03:00:00+00:00','{"item_id":"q1","kind":"wall","url":"https://cafe.daum.example/wall/1","reason":"로그인 화면이 왔다","at":"2023-11-21T03:00:00+00:00","source_id":"replay-cafe","capture":null,"payload":""}');
INSERT INTO quarantine VALUES('q2','unparsed','replay-cafe','https://blog.naver.example/odd','2023-11-21T03:00:00+00:00','{"item_id":"q2","kind":"unparsed","url":"https://blog.naver.example/odd","reason":"본문을 찾지 못했다","at":"2023-11-21T03:00:00+00:00","source_id":"replay-cafe","capture":null,"payload":""}');
INSERT INTO health VALUES('replay-blog','r11','2023-11-11','{"source_id":"replay-blog","day":"2023-11-11","round_id":"r11","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r12','2023-11-12','{"source_id":"replay-blog","day":"2023-11-12","round_id":"r12","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r13','2023-11-13','{"source_id":"replay-blog","day":"2023-11-13","round_id":"r13","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r14','2023-11-14','{"source_id":"replay-blog","day":"2023-11-14","round_id":"r14","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r15','2023-11-15','{"source_id":"replay-blog","day":"2023-11-15","round_id":"r15","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r16','2023-11-16','{"source_id":"replay-blog","day":"2023-11-16","round_id":"r16","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r17','2023-11-17','{"source_id":"replay-blog","day":"2023-11-17","round_id":"r17","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r18','2023-11-18','{"source_id":"replay-blog","day":"2023-11-18","round_id":"r18","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r19','2023-11-19','{"source_id":"replay-blog","day":"2023-11-19","round_id":"r19","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r20','2023-11-20','{"source_id":"replay-blog","day":"2023-11-20","round_id":"r20","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-blog','r21','2023-11-21','{"source_id":"replay-blog","day":"2023-11-21","round_id":"r21","asked":12,"answered":12,"posts":6,"new":3,"unparsed":0,"errors":{}}');
INSERT INTO health VALUES('replay-cafe','r21','2023-11-21','{"source_id":"replay-cafe","day":"2023-11-21","round_id":"r21","asked":12,"answered":9,"posts":4,"new":1,"unparsed":1,"errors":{"wall":2,"http_403":1}}');
INSERT INTO audit VALUES(1,'2023-11-21T03:00:00+00:00','한결','claim.edit','nk-all-missions-closed','version 1 → 2');
INSERT INTO tombstone VALUES('4bfbb7effd360ad9057803f7626f2163');
INSERT INTO meta VALUES('claim-versions','{"nk-all-missions-closed": 2}');
INSERT INTO counter VALUES('seq',35);
INSERT INTO fts(rowid, terms) VALUES(-3301642702908753281,'이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?');
INSERT INTO fts(rowid, terms) VALUES(-1079929787893179428,'결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624715679212598927,'북한, 아프리카 공관 잇달아 정리 요즘 이 이야기가 많이 보이네요. 북한이 우간다와 앙골라 대사관을 닫았습니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624717908433554087,'북한, 전 세계 공관 폐쇄 아침에 본 글을 옮깁니다. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.');
INSERT INTO fts(rowid, terms) VALUES(1624718029229527366,'결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624718089624234440,'이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?');
INSERT INTO fts(rowid, terms) VALUES(1624720107452365123,'주말 나들이 아침에 본 글을 옮깁니다. 단풍이 아주 고왔습니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624720137653099700,'결국 다 철수했네요 요즘 이 이야기가 많이 보이네요. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624720137657076689,'주말 나들이 요즘 이 이야기가 많이 보이네요. 단풍이 아주 고왔습니다.');
INSERT INTO fts(rowid, terms) VALUES(1624720228251045738,'북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다.');
INSERT INTO fts(rowid, terms) VALUES(1624722276274549562,'북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624722306473817633,'북한, 전 세계 공관 폐쇄 요즘 이 이야기가 많이 보이네요. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다.');
INSERT INTO fts(rowid, terms) VALUES(1624722457473411045,'이거 진짜인가요? 요즘 이 이야기가 많이 보이네요. 북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요? 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624724143107302704,'북한 소식 퍼 왔어요 요즘 이 이야기가 많이 보이네요. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624724475300960326,'북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.');
INSERT INTO fts(rowid, terms) VALUES(1624724565899828597,'북한, 전 세계 공관 폐쇄 아침에 본 글을 옮깁니다. 북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624724656495754152,'북한, 아프리카 공관 잇달아 정리 요즘 이 이야기가 많이 보이네요. 북한이 우간다와 앙골라 대사관을 닫았습니다.');
INSERT INTO fts(rowid, terms) VALUES(1624726342131691559,'북한 외교의 역사 요즘 이 이야기가 많이 보이네요. 북한은 한때 비동맹 국가들과 활발히 수교했습니다.');
INSERT INTO fts(rowid, terms) VALUES(1624726795121896466,'팩트체크: 53곳 중 일부 요즘 이 이야기가 많이 보이네요. 53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624726915918575548,'북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.');
INSERT INTO fts(rowid, terms) VALUES(1624728994142592644,'북한 소식 퍼 왔어요 아침에 본 글을 옮깁니다. 해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다. 출처를 함께 확인해 주세요. 유엔뉴스 unnews.net');
INSERT INTO fts(rowid, terms) VALUES(1624729024345191542,'팩트체크: 53곳 중 일부 요즘 이 이야기가 많이 보이네요. 53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다.');
INSERT INTO fts(rowid, terms) VALUES(1624730740172145225,'북한 공관 전면 폐쇄설, 사실일까 아침에 본 글을 옮깁니다. 전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다.');
INSERT INTO fts(rowid, terms) VALUES(1624730770384653274,'다온대교 소식 요즘 이 이야기가 많이 보이네요. 다온대교가 완전히 무너졌다고 하네요.');
INSERT INTO fts(rowid, terms) VALUES(1624730800583221173,'다온대교 소식 아침에 본 글을 옮깁니다. 다온대교 난간 일부가 떨어졌습니다.');
INSERT INTO fts(rowid, terms) VALUES(1624735530813511183,'결국 다 철수했네요 아침에 본 글을 옮깁니다. 이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요.');
PRAGMA user_version = 1;
