"""Forms of girls' names of Britain and Ireland."""

TEXT = """\
# English, Scottish, Welsh, Irish: girls
Abigail Abi Abby Abbie Abbey Gail Abbi
Adelaide Addie Ada Heidi
Agnes Aggie Nessie
Alexandra Alex Alexa Lexi Lexie Sandra Sasha Ali Allie Xandra Aleksandra
Alexis Lexi Lexie Alex
Alice Ali Allie Alys Alis
Alison Allison Ali Allie
Amanda Mandy Manda
Amelia Millie Milly Emelia Amelie Amalia
Amelie Amely Amelia Emelie Millie
Amy Aimee Ami Amie
Andrea Andie Andi
Angela Angie Ange Angelina
Angharad Angie Hari
Anna Ann Anne Annie Ana Anya Hannah Annika
Annabel Annabelle Anna Belle Bella Anabel Annabella
Annemarie Annmarie Anne Marie
Antonia Toni Tonia
April Avril
Arabella Bella Belle Ara
Aoife Eefa
Audrey Audie
Barbara Barb Barbie Babs Basia
Beatrice Beatrix Bea Bee Trixie Trix Beattie
Belinda Bel Lindy
Bernadette Bernie Detta
Bethany Beth Bethan Bethanie Bethney
Beverley Beverly Bev
Brenda Bren
Bridget Bridie Brigid Biddy Bridgette
Brooke Brook
Bronwen Bronwyn Bron
Caitlin Kaitlin Kaitlyn Caitlyn Katelyn Kate Katie Cait Catelyn
Camilla Camille Millie Milla Cammie
Candice Candace Candy
Carol Carole Caroline Carrie
Caroline Carolyn Carrie Caro Carolina Karoline
Cassandra Cass Cassie Sandra
Catherine Katherine Kathryn Catharine Katharine Cathryn Kate Katie Katy Cathy Kathy Kat Cat Kitty Kay Cath Kath Katya
Cecilia Cecily Cissy Celia Cece
Charlotte Charlie Lottie Lotte Charley Charlee Lotty Char Charli
Chelsea Chelsey Chelsie
Cheryl Sheryl Cher
Chloe Clo Khloe Cloe Chloë
Christina Christine Chris Chrissie Tina Christy Kirsty Christa Kristina Kristine Krystyna
Clara Clare Claire Clair Klara
Claudia Claude Klaudia
Constance Connie
Cordelia Delia Cora
Courtney Courteney Kourtney
Cynthia Cindy Cyn
Daisy Daisie Daisey
Danielle Dani Daniella Danni Daniela Danya
Daphne Daph
Deborah Debra Debbie Deb Debby Debs
Delilah Lilah Lila Dee
Denise Dee Denny
Diana Diane Dianne Di Dee
Dorothy Dot Dottie Dolly Dora Thea Dorothea
Eden Edie
Edith Edie Edy Eedie
Eilidh Ailie Aylie Eily
Eleanor Elenor Ellie Ella Nell Nellie Nora Norah Lenny Elinor Eleanora Elena
Elena Ellen Helena Lena Elina Alena
Elizabeth Elisabeth Liz Lizzie Lizzy Beth Betty Betsy Bess Libby Eliza Elsie Lisa Liza Ellie Lilibet Buffy Elspeth
Ella Ellie Elle
Ellen Ellie Nell Nellie Helen Elin Elen
Ellie Elly Elli Elie
Elise Elyse Elisa Ellie
Emily Em Emmy Millie Emmie Emilie Emilia Emelie Emilee
Emma Em Emmy Emmie Ema
Erin Eryn Eireann
Esme Esmee Esmé Esmay Esmae Ezzie
Esther Ester Essie Hester Estera
Eve Eva Evie Evelyn Ewa Evey Yeva
Evelyn Eveline Evie Eve Evelin Lyn
Faith Fay Faye
Felicity Fliss Flick Felicia Flis Lissie
Fiona Fi Fee Ffion Fionnuala
Florence Flo Florrie Flossie Flora Florrie
Frances Fran Frankie Francesca Francis Fanny Francine
Francesca Fran Frankie Chess Chessie Cesca Franca Franny
Freya Freja Frey Freyja
Gabriella Gabrielle Gabi Gabby Ella Ellie Gaby Gabriela Bella
Gemma Jemma Gem
Genevieve Gen Evie Viv Jenny Ginny Genie
Georgia Georgie Gia Jorja Georja
Georgina Georgie Gina Georgiana
Geraldine Gerry Geri
Gillian Jillian Gill Jill Gilly
Grace Gracie Gracey Gracelyn
Gwendolyn Gwendoline Gwen Wendy Gwenda
Gwyneth Gwen Gwyn
Hannah Hanna Hana Hanah Annie Chana
Harriet Hattie Harri Hatty Harriett Etta Harrie
Heather Heath Hev
Helen Helena Nell Ellen Lena Elaine Nellie
Henrietta Hettie Etta Hetty Henny Henri
Hilary Hillary Hils
Holly Hollie Holli Hol
Imogen Immy Immie Imogene Immi Imo
Imelda Mel Mellie
Ingrid Inga
Irene Rene Irena Irina Renie
Isabel Isabelle Isabella Isobel Izzy Izzie Bella Belle Issy Isabell Ishbel Izabela Isobelle Sabella Tibby
Isla Eila Islay
Ivy Ivie Iva
Jacqueline Jackie Jacqui Jaqueline Jax
Jade Jayde Jada
Jane Janie Janey Jayne Jenny Jean Sian
Janet Jan Jess Jessie Netta
Janice Jan Janis
Jasmine Jas Jaz Jazz Jasmin Yasmin Yasmine Jazmin Jazmine Yasmeen
Jean Jeanie Jeannie Jeanne
Jennifer Jenny Jen Jenna Jennie Jenifer Gaynor Jeni
Jessica Jess Jessie Jessi Jesica Jessika Jessa
Joanna Jo Joanne Joan Johanna Joannah Asia Joasia
Jodie Jody Jodi
Josephine Jo Josie Jojo Josefina Posy Fifi
Joyce Joy
Judith Judy Jude Judi Jodie
Julia Julie Jules Juliana Julianna Juliet
Juliet Juliette Jules Julie
Karen Karin Kaz Karyn
Kayleigh Kayley Kaylee Kayla Kay Keighley Keeley
Kelly Kellie Kell Kelley
Kerry Kerri Kerrie Keri
Kimberley Kimberly Kim Kimmy
Kirsten Kirsty Kirstie Kirstin Kersten Kiersten
Lacey Lacie Lacy
Laura Lauren Laurie Lori Lora Laurel
Lauren Loren Laurie Lauryn Lorin
Layla Leila Laila Leyla Layla Laylah Lailah Leyla
Leah Lea Lia Leia
Leanne Leeanne Leann Lianne
Lillian Lilian Lily Lilly Lil Lilia Liliana Lilianna Lillie
Lily Lilly Lillie Lili Lilli
Linda Lynda Lindy Lin Lyn
Lindsay Lindsey Lyndsey Linds Linsey Lynsey
Lola Dolores Lolly Lolita
Lorraine Lori Raine Loraine
Louise Lou Lulu Louisa Luisa Louisa Ludwika
Lucy Luci Lucie Lucia Lucille Lucinda Lu Łucja Luce
Lydia Liddy Lyds Lidia
Lynn Lynne Lyn Linette Lynette
Mabel Mae May Maybelle
Macy Macey Macie Maisie
Madeleine Madeline Maddie Maddy Madelyn Lena Madison Mads Magdalena
Madison Maddie Maddy Maddison Madisyn
Maisie Maisy Maizie Maisey
Margaret Maggie Meg Peggy Marge Margie Rita Greta Margot Peg Madge Margery Małgorzata Mags
Margot Margo Margaux
Maria Marie Mary Mariah Ria Mariya Marija Mariana
Marion Marian Mary Mari
Martha Marty Mattie Marta
Mary Molly Polly May Mae Mamie Marie Maria Mair Moira Maire Minnie
Matilda Mathilda Tilly Tillie Mattie Tilda Maud Tillie
Maureen Mo Maura Reenie
Maya Maia Mya Maiya Myah
Megan Meghan Meg Meggie Meagan Megs Megane
Melanie Mel Melly Melany
Melissa Mel Lissa Missy Millie Melisa
Mia Mya Miah Mea
Michelle Shell Shelly Chelle Michele Mich
Mildred Millie Milly
Millicent Millie Milly Mille
Millie Milly Mille Mili
Miranda Mandy Randi Mira
Miriam Mim Mimi Miri Maryam Mariam
Moira Moyra Maura
Molly Mollie Moll Molli
Monica Mon Monika Nika
Morgan Morgana Morgane Mo
Myfanwy Myf Myvanwy Fanny
Naomi Nay Naomie Nomi
Natalie Nat Nattie Natalia Nathalie Natasha Natalya
Natasha Tasha Nat Tash Natacha Natalia Natasza
Niamh Neve Nieve Neeve Neave
Nicola Nicole Nicky Nikki Nic Nicki Nichola Nikola Colette Nicolette
Nora Norah Noreen Honora Nonie
Olivia Liv Livvy Livy Olive Ollie Livia Oliwia Alivia Libby Livvie Olyvia
Ottilie Tilly Tillie Ottie Ottoline
Paige Page
Pamela Pam Pammy
Patience Pat
Patricia Pat Patsy Trish Tricia Patty Trisha Patrycja Patti
Pauline Paula Polly Paulina
Penelope Penny Pen Nell Poppy Nellie
Philippa Pippa Pip Phillipa Phillippa Pippy Filippa
Phoebe Phebe Pheebs Feebee Pheobe
Poppy Poppi Popi Poppie
Primrose Rose Prim Rosie Primmy
Prudence Pru Prue
Rachel Rachael Rach Rae Raquel Rachelle Rahel Rachele
Rebecca Becky Becca Bex Rebekah Beck Rebeca Reba Bekki Rebeka
Rhiannon Rhi Annie Rian
Roberta Bobbie Robbie Berta Bobby
Robyn Robin Rob
Rosalind Ros Roz Rosie Rosalyn Linda Rosalin
Rosemary Rosie Rose Rosemarie Romy
Rose Rosie Rosa Rosalie Rosy Róża
Rosie Rosey Rosy
Roxanne Roxy Roxana Roxanna Roxie
Ruby Rubie Rubi
Ruth Ruthie Rut
Sabrina Bri Brina Sabina
Samantha Sam Sammy Sammi Samanta Sammie
Sarah Sara Sally Sadie Zara Sarai Sairah Sarra
Savannah Savanna Sav Vanna
Saoirse Seersha Sersha
Scarlett Scarlet Scar Lettie Scarlette
Seren Serena Serenity
Shannon Shan Shanon
Sharon Shaz Sharron Shari
Sheila Shelagh Sheelagh Sheilah
Shirley Shirl Shirlee
Sian Shan Jane Siân
Sienna Siena Cienna
Sinead Jane Shinaid Shinead
Siobhan Shivaun Chevonne Shevon Shiv
Skye Sky Skyla Skyler Skyla
Sophie Sophia Sofia Soph Sofie Zofia Zosia Sophy Sofiya
Stella Estelle Estella
Stephanie Steph Stephie Stefanie Stefania Stevie Steff
Summer Sommer
Susan Sue Susie Suzy Suzanne Susannah Susanna Suzie Zuzanna Sukie
Sylvia Silvia Sylvie Syl
Tabitha Tabby Tabs Tabatha
Tamara Tammy Tam Tara Tamar
Tamsin Tammy Tam Thomasina Tamzin Tamsyn
Teresa Theresa Tess Tessa Terri Terry Tess Therese Reese Teresia
Tessa Tess Tessie
Thea Theia Theodora Althea
Theodora Thea Dora
Tiffany Tiff Tiffanie
Tracy Tracey Trace Tracie
Valerie Val Valery Valeria
Vanessa Ness Nessa Vanesa Nessie
Verity Vee Very
Veronica Ronnie Vera Roni Weronika Vron Veronika
Victoria Vicky Vicki Tori Vikki Vix Wiktoria Viktoria Toria Vic
Violet Vi Lettie Violette Viola
Virginia Ginny Ginger Gin Ginnie
Vivienne Vivian Viv Vivien Vivi
Wendy Wen Wendie
Willow Wil Will
Winifred Winnie Freda Win Gwenfrewi
Yvonne Evonne Vonnie Ivonne
Zara Zahra Zarah Sara Zahara
Zoe Zoey Zoë Zowie Zoie Zoya
"""
